import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { establishAll, idOf, openDesk, sendChat } from './open-desk.ts';

// A store may look for news at intervals: the messages come at any time between two of them.
const maxPauseMs = 40;

/**
 * Prints how long after a message came in its event was seen, in milliseconds: by another process, whose clock is the same one.
 * A memory store has one process only.
 */
export async function events(): Promise<void> {
  const { desk, close } = await openDesk();
  await establishAll(desk, 1);
  const { cursor } = await desk.sessions();
  const count = Number(process.env.BENCH_EVENTS);
  const warmUp = Math.ceil(count / 10);
  const seen = process.env.BENCH_STORE === 'memory' ? seenHere() : await seenElsewhere();
  const delays: number[] = [];
  for (let n = 0; n < warmUp + count; n++) {
    // Idle: whoever listens has nothing else to do, and waits.
    await pause(2 + Math.random() * maxPauseMs);
    const seenAt = seen.next();
    const sentAt = now();
    await sendChat(desk, idOf(0), n);
    if (n >= warmUp) delays.push((await seenAt) - sentAt);
    else await seenAt;
  }
  console.log(JSON.stringify(delays));
  await seen.end();
  await close();

  function seenHere() {
    const following = desk.events({ after: cursor })[Symbol.asyncIterator]();
    return { next: () => following.next().then(now), end: async () => void (await following.return?.()) };
  }

  async function seenElsewhere() {
    const env = { ...process.env, BENCH_PROGRAM: 'watch', BENCH_CURSOR: cursor };
    const other = fork(process.argv[1] ?? '', { env, execArgv: [] });
    await once(other, 'message');
    return {
      next: () => once(other, 'message').then(([at]) => Number(at)),
      async end() {
        other.disconnect();
        await once(other, 'exit');
      },
    };
  }
}

/** Tells its parent when it saw each event. */
export async function watch(): Promise<void> {
  const { desk, close } = await openDesk();
  const watching = new AbortController();
  process.on('disconnect', () => watching.abort());
  process.send?.('ready');
  for await (const _ of desk.events({ after: process.env.BENCH_CURSOR, signal: watching.signal }))
    process.send?.(now());
  await close();
}

// The time of the machine since it was started, in milliseconds: the same in each process.
function now(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}
