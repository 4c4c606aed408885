import { measureRounds } from '../rounds.ts';
import { startCaller, type Variant } from '../variant.ts';
import { programPath } from './program.ts';
import { atMost } from './row.ts';
import type { Measurement, OpenPlace } from './store-place.ts';

const target = 1.5;
// Few enough calls that the conversations of the smallest store stay short: a long one costs more, wherever it is.
const extent = { warmUpCalls: 3_000, callsPerTurn: 60, rounds: 21, maxMs: 60_000 };

/** What a message costs in a store that holds much, beside one that holds little. */
export const storedRows: Measurement = async (place, { isWanted, isQuick, extentOf }) => {
  const [least = 0, ...more] = isQuick ? [1_000, 10_000, 100_000] : [1_000, 100_000, 1_000_000];
  const pairs = more
    .map((most) => ({ most, name: place.label(`a chat with ${inWords(most)} sessions : with ${inWords(least)}`) }))
    .filter(({ name }) => isWanted(name));
  if (pairs.length === 0) return [];
  const opened: OpenPlace[] = [];
  const variants: Variant[] = [];
  try {
    for (const count of [least, ...pairs.map(({ most }) => most)]) {
      console.error(`${place.label(`${inWords(count)} sessions`)} ...`);
      const at = await place.open();
      opened.push(at);
      const env = { ...at.env, BENCH_SESSIONS: String(count), NODE_OPTIONS: '--max-old-space-size=6144' };
      variants.push(await startCaller(String(count), await programPath('stored'), env));
    }
    const costs = await measureRounds(variants, extentOf(extent));
    const roundsOf = (count: number) => (costs.get(String(count)) ?? []).map(({ wallMicros }) => wallMicros);
    const small = roundsOf(least);
    return pairs.map(({ most, name }) => {
      const ratios = roundsOf(most).map((cost, round) => cost / (small[round] ?? Number.NaN));
      return atMost(name, ratios, target, (ratio) => ratio.toFixed(2));
    });
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await Promise.all(opened.map(({ close }) => close()));
  }
};

function inWords(count: number): string {
  return count.toLocaleString('en');
}
