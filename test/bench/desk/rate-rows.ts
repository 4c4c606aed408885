import { measureRounds } from '../rounds.ts';
import { startCaller, type Variant } from '../variant.ts';
import { programPath } from './program.ts';
import { atLeast } from './row.ts';
import type { Measurement } from './store-place.ts';

const programs = [
  { program: 'chats', what: 'chats per second, 64 at once', target: 8_000 },
  { program: 'replies', what: 'replies per second, 64 at once', target: 4_000 },
] as const;
const extent = { warmUpCalls: 5_000, callsPerTurn: 400, rounds: 21, maxMs: 60_000 };

/** How many messages a desk takes, and how many replies it sends, in a second. */
export const rateRows: Measurement = async (place, { isWanted, extentOf }) => {
  const wanted = programs.filter(({ what }) => isWanted(place.label(what)));
  if (wanted.length === 0) return [];
  console.error(`${place.label('messages per second')} ...`);
  const { env, close } = await place.open();
  const variants: Variant[] = [];
  try {
    for (const { program } of wanted) variants.push(await startCaller(program, await programPath(program), env));
    const costs = await measureRounds(variants, extentOf(extent));
    return wanted.map(({ program, what, target }) => {
      const rates = (costs.get(program) ?? []).map(({ wallMicros }) => 1_000_000 / wallMicros);
      return atLeast(place.label(what), rates, target, (rate) => `${Math.round(rate).toLocaleString('en')}/s`);
    });
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await close();
  }
};
