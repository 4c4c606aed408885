import { runProgram } from './program.ts';
import { atMost } from './row.ts';
import type { Measurement } from './store-place.ts';

const targetMs = 2;

/** How long after a webhook came in on one instance its event is seen on another. A memory store has one instance only. */
export const eventRows: Measurement = async (place, { isWanted, isQuick }) => {
  const name = place.label(
    place.kind === 'memory' ? 'webhook to events()' : 'webhook on one instance to events() on another',
  );
  if (!isWanted(name)) return [];
  console.error(`${name} ...`);
  const opened = await place.open();
  try {
    const env = { ...opened.env, BENCH_EVENTS: isQuick ? '300' : '2000' };
    const delays: number[] = await runProgram('events', { env });
    const row = atMost(name, delays, targetMs, (ms) => `${ms.toFixed(2)} ms`);
    const p99 = [...delays].sort((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? Number.NaN;
    return [{ ...row, spread: `p99 ${p99.toFixed(2)} ms` }];
  } finally {
    await opened.close();
  }
};
