import type { Session } from 'gptbots-human/desk';
import { commitSql } from '../../../../src/postgres/sql/commit.ts';
import { loadSql } from '../../../../src/postgres/sql/load.ts';
import { type Statement, statementOf } from '../../../../src/postgres/sql/sql.ts';
import { conversationId, conversations, moment, userText } from '../../fixtures.ts';
import { runCalls } from '../../in-child.ts';
import { concurrency, establishAll, openDesk } from './open-desk.ts';
import { openPool } from './open-store.ts';

/** What a chat is to Postgres, without a desk: the same two prepared statements, with parameters of the same kind. */
export async function chatsByHand(): Promise<void> {
  const { desk, close } = await openDesk();
  await establishAll(desk, conversations, conversationId);
  const session = await desk.session(conversationId(0));
  await close();
  if (!session) throw new Error('expected a session');
  const load = prepared('load', loadStatement());
  const commit = prepared('commit', commitStatement(session));
  const pool = await openPool(process.env.BENCH_URL ?? '');
  const seqs = new Map<string, number>();

  runCalls(concurrency, async (n) => {
    const id = conversationId(n);
    const messageId = `chat.by.hand.${n}.0123456789abcdef`;
    const loaded = (await pool.query(load({ [marks.id]: id, [marks.messageId]: messageId }))).rows[0];
    if (!loaded || loaded.messages) throw new Error('expected no such message');
    const seq = (seqs.get(id) ?? 2) + 1;
    seqs.set(id, seq);
    const at = String(moment(n));
    const values = {
      [marks.id]: id,
      [marks.messageId]: messageId,
      [marks.expected]: loaded.revision,
      [marks.revision]: `by-hand-${n}`,
      [marks.head]: loaded.head,
      [marks.seq]: String(seq),
      [marks.at]: at,
      [marks.notAfter]: String(Number(loaded.now) + 3_000),
      [marks.data]: JSON.stringify([1, [seq, messageId, 0, 0, moment(n), userText]]),
    };
    const { own } = (await pool.query(commit(values))).rows[0];
    if (!own) throw new Error('expected a commit');
  });
}

// What differs from chat to chat: in the statements as they are written once, these stand in its place.
const marks = {
  id: 'the id',
  messageId: 'the id of the message',
  expected: 'the expected revision',
  revision: 'the revision',
  head: 'the head',
  data: 'the data',
  seq: 1_000_001,
  at: 1_000_002,
  notAfter: 1_000_003,
} as const;

function loadStatement(): Statement {
  return statementOf(loadSql('gptbots_human', marks.id, { ids: [marks.messageId], seqs: [], around: undefined }));
}

function commitStatement(session: Session): Statement {
  const { id, messageId, expected, revision, head, data, seq, at, notAfter } = marks;
  const message = { id: messageId, seq, order: seq, conversationId: id, text: userText, at } as const;
  return statementOf(
    commitSql('gptbots_human', {
      conversationId: id,
      expected,
      revision,
      notAfter,
      head,
      session,
      messages: [{ ...message, from: 'user', status: 'received' }],
      lists: {},
      events: [{ conversationId: id, type: 'message', at, data }],
    }),
  );
}

function prepared(name: string, { text, params }: Statement) {
  return (values: Record<string, string>) => ({
    name,
    text,
    values: params.map((param) => values[param ?? ''] ?? param),
  });
}
