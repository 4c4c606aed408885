import { atMost } from '../../report.ts';
import { runProgram } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

const targetUs = 10;

/** What 200 followers of `events()` in one process cost, for each event and each of them. */
export const followerRows: Measurement = async (place, { isWanted, isQuick }) => {
  const name = place.label('CPU per event and follower, of 200 in a process');
  if (!isWanted(name)) return [];
  console.error(`${name} ...`);
  const { env, close } = await place.open();
  try {
    const figures: number[] = await runProgram('manyFollowers', {
      env: { ...env, BENCH_EVENTS: isQuick ? '100' : '500' },
    });
    return [atMost(name, figures, targetUs, (us) => `${us.toFixed(2)} us`)];
  } finally {
    await close();
  }
};
