import type { Cost, Variant } from './child.ts';

/** How much to measure. */
export interface Extent {
  /** Calls of each variant before anything is counted, for the compiler. */
  warmUpCalls: number;
  callsPerTurn: number;
  rounds: number;
  /** No further round is begun after this time: on a busy machine fewer rounds have to do. */
  maxMs: number;
}

// On a machine shared with others the speed changes by half within seconds. So a turn is short, and the variants take
// turns many times in a round; a round is long enough to hold its share of everything that comes seldom, such as
// garbage collection.
const turnsPerRound = 8;
// Not counted: the caches of the processor still belong to the variant that had its turn before.
const leadInShare = 0.15;

/** Measures all variants in turns. Returns what a call of each cost, round by round. */
export async function measureRounds(variants: Variant[], extent: Extent): Promise<Map<string, Cost[]>> {
  const endsAt = performance.now() + extent.maxMs;
  for (const variant of variants) await measure(variant, extent.warmUpCalls);
  const costs = new Map<string, Cost[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < extent.rounds; round++) {
    if (round > 0 && performance.now() > endsAt) break;
    for (const [name, cost] of await measureRound(variants, extent.callsPerTurn)) costs.get(name)?.push(cost);
  }
  return costs;
}

async function measureRound(variants: Variant[], callsPerTurn: number): Promise<Map<string, Cost>> {
  const sums = new Map<string, Cost>(variants.map(({ name }) => [name, { cpuMicros: 0, wallMicros: 0 }]));
  for (let turn = 0; turn < turnsPerRound; turn++) {
    // Another order each time: who comes after a small program finds more of the caches left than who comes after a
    // large one.
    for (const variant of shuffled(variants)) {
      await measure(variant, Math.ceil(callsPerTurn * leadInShare));
      const { cpuMicros, wallMicros } = await measure(variant, callsPerTurn);
      const sum = sums.get(variant.name);
      if (sum) {
        sum.cpuMicros += cpuMicros / turnsPerRound;
        sum.wallMicros += wallMicros / turnsPerRound;
      }
    }
  }
  return sums;
}

async function measure(variant: Variant, calls: number): Promise<Cost> {
  try {
    return await variant.measure(calls);
  } catch (error) {
    throw new Error(`${variant.name} answered wrongly`, { cause: error });
  }
}

/** The same in a random order. */
export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
