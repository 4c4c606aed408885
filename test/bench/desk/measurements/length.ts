import { Child, callerOf } from '../../child.ts';
import { tellCosts } from '../../measure-group.ts';
import { atMost } from '../../report.ts';
import { measureRounds } from '../../rounds.ts';
import type { OpenPlace } from '../places.ts';
import { programFile } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

const target = 1.5;
const kinds = ['chat', 'late chat', 'reply'];
const extent = { warmUpCalls: 100, callsPerTurn: 15, rounds: 11, maxMs: 60_000 };

/** What a message costs in a long conversation, beside a short one. There are many short ones: with each call they grow. */
export const lengthRows: Measurement = async (place, { isWanted, isQuick, extentOf }) => {
  const short = { length: 20, conversations: isQuick ? 400 : 1_000 };
  const long = { length: isQuick ? 5_000 : 20_000, conversations: 1 };
  const inWords = `${long.length.toLocaleString('en')} messages : of ${short.length}`;
  const rows = kinds
    .map((kind) => ({ kind, name: place.label(`a ${kind} in a conversation of ${inWords}`) }))
    .filter(({ name }) => isWanted(name));
  if (rows.length === 0) return [];
  const opened: OpenPlace[] = [];
  const children: Child[] = [];
  try {
    for (const { length, conversations } of [short, long]) {
      console.error(`${place.label(`${conversations} x ${length} messages`)} ...`);
      const at = await place.open();
      opened.push(at);
      const env = { ...at.env, BENCH_LENGTH: String(length), BENCH_CONVERSATIONS: String(conversations) };
      children.push(await Child.start(String(length), await programFile(), { ...env, BENCH_PROGRAM: 'length' }));
    }
    const nameOf = (kind: string, { length }: { length: number }) => `${kind} of ${length}`;
    const variants = [short, long].flatMap((which, index) => {
      const child = children[index];
      return child ? rows.map(({ kind }) => callerOf(nameOf(kind, which), child, kind)) : [];
    });
    const costs = await measureRounds(variants, extentOf(extent));
    tellCosts(costs);
    return rows.map(({ kind, name }) => {
      const inShort = costs.get(nameOf(kind, short)) ?? [];
      const inLong = costs.get(nameOf(kind, long)) ?? [];
      const ratios = inLong.map(({ wallMicros }, round) => wallMicros / (inShort[round]?.wallMicros ?? Number.NaN));
      return atMost(name, ratios, target, (ratio) => ratio.toFixed(2));
    });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await Promise.all(opened.map(({ close }) => close()));
  }
};
