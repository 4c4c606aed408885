import { runCalls } from '../../in-child.ts';
import { copySessions } from './copy-sessions.ts';
import { atOnce, concurrency, establishAll, idOf, openDesk, sendChat } from './open-desk.ts';

/** Chats in a store that holds as many sessions as the bench says. */
export async function chatsAmongMany(): Promise<void> {
  const sessions = Number(process.env.BENCH_SESSIONS);

  // Elsewhere, for the compiler: whoever fills a large store has it warm by that.
  const elsewhere = await openDesk({ kind: 'memory' });
  await establishAll(elsewhere.desk, 10_000);
  await atOnce(concurrency, 40_000, (n) => sendChat(elsewhere.desk, idOf(n % 10_000), n));
  await elsewhere.close();

  const { desk } = await openDesk();
  const copy = copySessions();
  const real = copy ? Math.min(sessions, 1_000) : sessions;
  await establishAll(desk, real);
  if (real < sessions) await copy?.(real, sessions);

  // Anywhere in the store, as users come: what the processor has at hand does not help.
  runCalls(concurrency, (n) => sendChat(desk, idOf(Math.floor(Math.random() * sessions)), n));
}
