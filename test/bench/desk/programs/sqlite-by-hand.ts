import { prepareStatements } from '../../../../src/sqlite/statements.ts';
import { conversationId, conversations, moment, userText } from '../../fixtures.ts';
import { runCalls } from '../../in-child.ts';
import { concurrency, establishAll, openDesk } from './open-desk.ts';
import { openSqlite, synchronous } from './open-store.ts';

/** What a chat is to SQLite, without a desk: the same statements, in one transaction for each chat. */
export async function chatsByHand(): Promise<void> {
  const { desk, close } = await openDesk();
  await establishAll(desk, conversations, conversationId);
  await close();
  const database = openSqlite(process.env.BENCH_URL ?? '');
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  const statements = prepareStatements(database, 'gptbots_');
  const seqs = new Map<number, number>();
  const newest = Number(statements.meta.get()?.newest);

  runCalls(concurrency, async (n) => {
    const id = conversationId(n);
    const messageId = `chat.by.hand.${n}.0123456789abcdef`;
    statements.beginImmediate.run();
    // Version, name and newest position stand before them.
    const [trimmed = 0, events = 0, ...counts] = Object.values(statements.meta.get() ?? {})
      .slice(3)
      .map(Number);
    const kept = statements.session.get(id);
    const session = Number(kept?.session);
    const revision = String(kept?.revision);
    const head = String(kept?.head);
    if (statements.messageById.get(session, messageId)) throw new Error('expected no such message');
    const seq = (seqs.get(session) ?? 2) + 1;
    seqs.set(session, seq);
    const data = JSON.stringify([seq, messageId, 0, 0, moment(n), userText]);
    if (!statements.changeSession.get(`by-hand-${n}`, head, id, revision)) throw new Error('expected the session');
    statements.saveMessage.run(session, seq, messageId, moment(n), data);
    statements.addEvent.run(newest + 1 + n, id, 'message', moment(n), `[1,${data}]`);
    statements.saveMeta.run(newest + 1 + n, trimmed, events + 1, ...counts);
    statements.commit.run();
  });
}
