import { establishAll, openDesk } from './open-desk.ts';

/** Prints by how much the heap grew with so many sessions, each with the two messages of its establish. */
export async function bytes(): Promise<void> {
  const count = Number(process.env.BENCH_SESSIONS);
  const { desk, store, close } = await openDesk({ eventsMax: 1 });
  // What the first requests leave behind is not the sessions'.
  await establishAll(desk, 1_000, (n) => `first ${n}`);
  await store.sweep();
  const before = heapBytes();
  await establishAll(desk, count);
  // Events are trimmed once a second, those of the last second here.
  await store.sweep();
  console.log(JSON.stringify({ bytes: heapBytes() - before }));
  await close();
}

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('expected to be run with --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
