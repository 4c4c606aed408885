import { setTimeout as pause } from 'node:timers/promises';
import { openDesk } from '../open-desk.ts';
import { establishAll, idOf, sendChat } from '../visitors.ts';

// Prints how long each event took, in milliseconds. Both instances are in this process, so that one clock measures; each
// has connections of its own.
const one = await openDesk();
const other = process.env.BENCH_REDIS_PORT ? await openDesk() : one;
await establishAll(one.desk, 1);
const { cursor } = await one.desk.sessions();
const events = other.desk.events({ after: cursor })[Symbol.asyncIterator]();
const count = Number(process.env.BENCH_EVENTS);
const warmUp = 100;
const delays: number[] = [];
for (let n = 0; n < warmUp + count; n++) {
  const seen = events.next().then(() => performance.now());
  // Idle: whoever listens has nothing else to do, and waits.
  await pause(2);
  const sentAt = performance.now();
  const [seenAt] = await Promise.all([seen, sendChat(one.desk, idOf(0), n)]);
  if (n >= warmUp) delays.push(seenAt - sentAt);
}
console.log(JSON.stringify(delays));
await events.return?.();
await one.close();
if (other !== one) await other.close();
