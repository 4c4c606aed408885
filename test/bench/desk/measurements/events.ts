import { atMost } from '../../report.ts';
import { runProgram } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

const targetsMs = { memory: 2, redis: 2, postgres: 10, sqlite: 60 };

/** How long after a webhook came in on one instance its event is seen on another. */
export const eventRows: Measurement = async (place, { isWanted, isQuick }) => {
  const name = place.label(place.kind === 'memory' ? 'webhook to events()' : 'webhook to events() of another process');
  if (!isWanted(name)) return [];
  console.error(`${name} ...`);
  const { env, close } = await place.open();
  try {
    const count = isQuick ? '200' : '1000';
    const delays: number[] = await runProgram('events', { env: { ...env, BENCH_EVENTS: count } });
    const row = atMost(name, delays, targetsMs[place.kind], (ms) => `${ms.toFixed(2)} ms`);
    const p99 = [...delays].sort((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? Number.NaN;
    return [{ ...row, spread: `p99 ${p99.toFixed(2)} ms` }];
  } finally {
    await close();
  }
};
