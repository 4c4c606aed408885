import type { Fleet } from './fleet.ts';

const everyMs = 1_000;

/** Kills one instance after another, one every second, and starts another in its place, until the work is done. */
export async function killEverySecond(
  fleet: Fleet,
  /** Is told how many were killed so far. */
  work: (kills: () => number) => Promise<void>,
): Promise<number> {
  let kills = 0;
  let isDone = false;
  const done = work(() => kills).finally(() => {
    isDone = true;
  });
  for (;;) {
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, everyMs))]);
    if (isDone) return kills;
    const index = kills % fleet.instances.length;
    await fleet.at(index).kill();
    kills++;
    await fleet.startInstance(index);
  }
}
