import { Child, callerOf } from '../../child.ts';
import { tellCosts } from '../../measure-group.ts';
import { atMost } from '../../report.ts';
import { measureRounds } from '../../rounds.ts';
import { programFile } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

// Both read as many sessions.
const target = 1.25;
const extent = { warmUpCalls: 200, callsPerTurn: 20, rounds: 21, maxMs: 60_000 };

/** What a list by label costs, beside one by state. */
export const listRows: Measurement = async (place, { isWanted, isQuick, extentOf }) => {
  const count = isQuick ? 1_000 : 20_000;
  const name = place.label(`a list by label : by state, of ${count.toLocaleString('en')}`);
  if (!isWanted(name)) return [];
  const at = await place.open();
  let child: Child | undefined;
  try {
    const env = { ...at.env, BENCH_SESSIONS: String(count), BENCH_PROGRAM: 'lists' };
    child = await Child.start('lists', await programFile(), env);
    const variants = [callerOf('by label', child, 'label'), callerOf('by state', child, 'state')];
    const costs = await measureRounds(variants, extentOf(extent));
    tellCosts(costs);
    const byState = costs.get('by state') ?? [];
    const ratios = (costs.get('by label') ?? []).map(
      ({ wallMicros }, round) => wallMicros / (byState[round]?.wallMicros ?? Number.NaN),
    );
    return [atMost(name, ratios, target, (ratio) => ratio.toFixed(2))];
  } finally {
    await child?.stop();
    await at.close();
  }
};
