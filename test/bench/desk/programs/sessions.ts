import { concurrency, openDesk } from '../open-desk.ts';
import { atOnce, establishAll, idOf, sendChat } from '../visitors.ts';

// Prints how much the heap grew by so many sessions, each with a question and a message.
const sessions = Number(process.env.BENCH_SESSIONS);
const { desk, close } = await openDesk({ eventsMax: 1 });
// What the first requests leave behind is not the sessions'.
await establishAll(desk, 1_000, (n) => `first ${n}`);
const before = heapBytes();
await establishAll(desk, sessions);
await atOnce(concurrency, sessions, (n) => sendChat(desk, idOf(n), n));
console.log(JSON.stringify({ bytes: heapBytes() - before }));
await close();

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('expected to be run with --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
