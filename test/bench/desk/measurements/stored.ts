import { startCaller, type Variant } from '../../child.ts';
import { tellCosts } from '../../measure-group.ts';
import { atMost } from '../../report.ts';
import { measureRounds } from '../../rounds.ts';
import type { OpenPlace } from '../places.ts';
import { programFile } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

const target = 1.5;
// Few enough calls that the conversations of the smallest store stay short.
const extent = { warmUpCalls: 8_000, callsPerTurn: 60, rounds: 21, maxMs: 60_000 };

/** What a message costs in a store that holds much, beside one that holds little. */
export const storedRows: Measurement = async (place, { isWanted, isQuick, extentOf }) => {
  const [few, many] = isQuick ? [1_000, 50_000] : [1_000, 1_000_000];
  const name = place.label(`a chat with ${inWords(many)} sessions : with ${inWords(few)}`);
  if (!isWanted(name)) return [];
  const opened: OpenPlace[] = [];
  const variants: Variant[] = [];
  try {
    for (const count of [few, many]) {
      console.error(`${place.label(`${inWords(count)} sessions`)} ...`);
      const at = await place.open();
      opened.push(at);
      const env = { ...at.env, BENCH_SESSIONS: String(count), NODE_OPTIONS: '--max-old-space-size=6144' };
      variants.push(await startCaller(String(count), await programFile(), { ...env, BENCH_PROGRAM: 'stored' }));
    }
    const costs = await measureRounds(variants, extentOf(extent));
    tellCosts(costs);
    const roundsOf = (count: number) => (costs.get(String(count)) ?? []).map(({ wallMicros }) => wallMicros);
    const small = roundsOf(few);
    const ratios = roundsOf(many).map((cost, round) => cost / (small[round] ?? Number.NaN));
    return [atMost(name, ratios, target, (ratio) => ratio.toFixed(2))];
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await Promise.all(opened.map(({ close }) => close()));
  }
};

function inWords(count: number): string {
  return count.toLocaleString('en');
}
