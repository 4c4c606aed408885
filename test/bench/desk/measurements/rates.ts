import { startCaller, type Variant } from '../../child.ts';
import { tellCosts } from '../../measure-group.ts';
import { asIs, atLeast, atMost, lowerQuartile, type Row } from '../../report.ts';
import { measureRounds } from '../../rounds.ts';
import type { OpenPlace, Place, PlaceKind } from '../places.ts';
import type { DeskProgram } from '../programs.ts';
import { programFile, programFileOf030 } from '../run-program.ts';
import type { Measurement } from '../tables.ts';
import { timedByRedis } from './redis-time.ts';

/** A program, and what is different for it. */
interface Contestant {
  program: DeskProgram;
  is030?: true;
  env?: Record<string, string>;
}

interface RateRow {
  what: string;
  of: string;
  /** A rate, when there is nothing to compare with. */
  target?: number;
  against?: { name: string; atLeast: number } | { name: string; redisTimeAtMost: number };
}

const contestants: Record<string, Contestant> = {
  chats: { program: 'chats' },
  replies: { program: 'replies' },
  'chats of 0.3.0': { program: 'chats', is030: true },
  'Postgres by hand': { program: 'postgresByHand' },
  'SQLite by hand': { program: 'sqliteByHand' },
  'chats, NORMAL': { program: 'chats', env: { BENCH_SYNCHRONOUS: 'normal' } },
  'SQLite by hand, NORMAL': { program: 'sqliteByHand', env: { BENCH_SYNCHRONOUS: 'normal' } },
};

const chats = 'chats per second, 64 at once';
const replies = 'replies per second, 64 at once';
const old = 'chats of 0.3.0';
const rows: Record<PlaceKind, RateRow[]> = {
  memory: [
    { what: chats, of: 'chats', target: 8_000 },
    { what: replies, of: 'replies', target: 4_000 },
    { what: `${chats} : 0.3.0`, of: 'chats', against: { name: old, atLeast: 0.9 } },
  ],
  redis: [
    { what: chats, of: 'chats', target: 8_000 },
    { what: replies, of: 'replies', target: 4_000 },
    { what: `${chats} : 0.3.0`, of: 'chats', against: { name: old, atLeast: 1.3 } },
    { what: 'time of Redis itself for a chat : 0.3.0', of: 'chats', against: { name: old, redisTimeAtMost: 0.5 } },
  ],
  postgres: [
    { what: chats, of: 'chats' },
    { what: replies, of: 'replies' },
    { what: `${chats} : the statements by hand`, of: 'chats', against: { name: 'Postgres by hand', atLeast: 0.6 } },
  ],
  sqlite: [
    { what: chats, of: 'chats' },
    { what: replies, of: 'replies' },
    { what: `${chats} : the transaction by hand`, of: 'chats', against: { name: 'SQLite by hand', atLeast: 0.6 } },
    {
      what: `${chats} : the transaction by hand, both NORMAL`,
      of: 'chats, NORMAL',
      against: { name: 'SQLite by hand, NORMAL', atLeast: 0.6 },
    },
  ],
};

const extent = { warmUpCalls: 5_000, callsPerTurn: 400, rounds: 21, maxMs: 90_000 };

/** How many messages a desk takes, and how many replies it sends, in a second. What is compared has a place of its own each. */
export const rateRows: Measurement = async (place, { isWanted, extentOf }) => {
  const wanted = rows[place.kind].filter(({ what }) => isWanted(place.label(what)));
  if (wanted.length === 0) return [];
  console.error(`${place.label('messages per second')} ...`);
  const opened: OpenPlace[] = [];
  const variants: Variant[] = [];
  try {
    for (const name of new Set(wanted.flatMap(({ of, against }) => (against ? [of, against.name] : [of])))) {
      const at = await place.open();
      opened.push(at);
      variants.push(await start(name, at));
    }
    const costs = await measureRounds(variants, extentOf(extent));
    tellCosts(costs);
    return wanted.map((row) => toRow(place, row, (name) => costs.get(name) ?? []));
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await Promise.all(opened.map(({ close }) => close()));
  }
};

async function start(name: string, { env, port }: OpenPlace): Promise<Variant> {
  const { program, is030, env: own } = contestants[name] ?? { program: 'chats' };
  const file = await (is030 ? programFileOf030() : programFile());
  const variant = await startCaller(name, file, { ...env, ...own, BENCH_PROGRAM: program });
  return port ? timedByRedis(variant, port) : variant;
}

function toRow(
  place: Place,
  { what, of, target, against }: RateRow,
  costsOf: (name: string) => { cpuMicros: number; wallMicros: number }[],
): Row {
  const name = place.label(what);
  const ours = costsOf(of);
  if (!against) {
    const rates = ours.map(({ wallMicros }) => 1_000_000 / wallMicros);
    return target === undefined ? asIs(name, rates, perSecond) : atLeast(name, rates, target, perSecond);
  }
  const theirs = costsOf(against.name);
  const ratios = (by: 'wallMicros' | 'cpuMicros') =>
    ours.map((cost, round) => cost[by] / (theirs[round]?.[by] ?? Number.NaN));
  if ('atLeast' in against) return atLeast(name, ratios('wallMicros').map(inverse), against.atLeast, inHundredths);
  // The lower quartile of each: what it costs when nothing else gets into its way.
  const quartiles = [ours, theirs].map((costs) => lowerQuartile(costs.map(({ cpuMicros }) => cpuMicros)));
  const [our = Number.NaN, their = Number.NaN] = quartiles;
  const row = atMost(name, [our / their], against.redisTimeAtMost, inHundredths);
  return { ...row, spread: `${our.toFixed(1)} us : ${their.toFixed(1)} us`, rounds: ours.length };
}

const inverse = (ratio: number) => 1 / ratio;
const inHundredths = (ratio: number) => ratio.toFixed(2);
const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`;
