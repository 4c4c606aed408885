import { openDesk } from '../open-desk.ts';
import { establishAll } from '../visitors.ts';

// Prints how much the heap grew by so many sessions, each with the two messages of its establish.
const sessions = Number(process.env.BENCH_SESSIONS);
const { desk, close } = await openDesk({ eventsMax: 1 });
// What the first requests leave behind is not the sessions'.
await establishAll(desk, 1_000, (n) => `first ${n}`);
const before = heapBytes();
await establishAll(desk, sessions);
console.log(JSON.stringify({ bytes: heapBytes() - before }));
await close();

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('expected to be run with --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
