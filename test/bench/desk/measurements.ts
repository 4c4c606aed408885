import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { redisCommand } from '../../helpers/redis-command.ts';
import { startCaller, type Variant } from '../child.ts';
import { compilePrograms } from '../prepare.ts';
import { atLeast, atMost, type Row, summarise } from '../report.ts';
import { measureRounds } from '../rounds.ts';
import type { CountedCommands, DeskProgram } from './programs.ts';
import type { Measurement, OpenPlace } from './tables.ts';

const rates = [
  { program: 'chats', what: 'chats per second, 64 at once', target: 8_000 },
  { program: 'replies', what: 'replies per second, 64 at once', target: 4_000 },
] as const;
const rateExtent = { warmUpCalls: 5_000, callsPerTurn: 400, rounds: 21, maxMs: 60_000 };

/** How many messages a desk takes, and how many replies it sends, in a second. */
export const rateRows: Measurement = async (place, { isWanted, extentOf }) => {
  const wanted = rates.filter(({ what }) => isWanted(place.label(what)));
  if (wanted.length === 0) return [];
  console.error(`${place.label('messages per second')} ...`);
  const { env, close } = await place.open();
  const variants: Variant[] = [];
  try {
    for (const { program } of wanted) variants.push(await startCaller(program, await programFile(), env));
    const costs = await measureRounds(variants, extentOf(rateExtent));
    return wanted.map(({ program, what, target }) => {
      const reached = (costs.get(program) ?? []).map(({ wallMicros }) => 1_000_000 / wallMicros);
      return atLeast(place.label(what), reached, target, (rate) => `${Math.round(rate).toLocaleString('en')}/s`);
    });
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await close();
  }
};

const storedTarget = 1.5;
// Few enough calls that the conversations of the smallest store stay short: a long one costs more, wherever it is.
const storedExtent = { warmUpCalls: 3_000, callsPerTurn: 60, rounds: 21, maxMs: 60_000 };

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
      variants.push(await startCaller(String(count), await programFile(), { ...env, BENCH_PROGRAM: 'stored' }));
    }
    const costs = await measureRounds(variants, extentOf(storedExtent));
    const roundsOf = (count: number) => (costs.get(String(count)) ?? []).map(({ wallMicros }) => wallMicros);
    const small = roundsOf(least);
    return pairs.map(({ most, name }) => {
      const ratios = roundsOf(most).map((cost, round) => cost / (small[round] ?? Number.NaN));
      return atMost(name, ratios, storedTarget, (ratio) => ratio.toFixed(2));
    });
  } finally {
    await Promise.all(variants.map((variant) => variant.stop()));
    await Promise.all(opened.map(({ close }) => close()));
  }
};

function inWords(count: number): string {
  return count.toLocaleString('en');
}

// The establish is one with a greeting, sending it included.
const commandTargets = { chat: 1, establish: 2, reply: 2, close: 2 };

/** How often a message of each kind goes to Redis and back, and with how many commands. */
export const commandRows: Measurement = async (place, { isWanted }) => {
  if (place.kind === 'memory') return [];
  const kinds = Object.entries(commandTargets).map(([kind, target]) => ({
    kind,
    target,
    name: place.label(`commands and round trips of ${kind === 'establish' ? 'an establish' : `a ${kind}`}`),
  }));
  if (!kinds.some(({ name }) => isWanted(name))) return [];
  console.error(`${place.label('commands')} ...`);
  const { env, close } = await place.open();
  try {
    const counted: CountedCommands[] = await runProgram('commands', { env });
    return kinds
      .filter(({ name }) => isWanted(name))
      .map(({ kind, target, name }) => commandRow(name, target, kind, counted));
  } finally {
    await close();
  }
};

function commandRow(name: string, target: number, kind: string, counted: CountedCommands[]): Row {
  const messages = counted.filter((one) => one.kind === kind);
  const commands = summarise(messages.map((one) => one.commands));
  const roundTrips = summarise(messages.map((one) => one.roundTrips));
  return {
    name,
    result: `${commands.median}, ${roundTrips.median}`,
    target: `<= ${target}, ${target}`,
    verdict: commands.median <= target && roundTrips.median <= target ? 'met' : 'missed',
    // A sweep, once a second, may come in between.
    spread: `${roundTrips.min} - ${roundTrips.max}`,
    rounds: messages.length,
  };
}

const sizeTargets = { memory: 1_200, redis: 1_300 };

/** What a session with two messages takes. The newest events are kept beside the sessions; here next to none are, so that they do not count. */
export const sizeRows: Measurement = async (place, { isWanted, isQuick }) => {
  const name = place.label('bytes per session with two messages');
  if (!isWanted(name)) return [];
  console.error(`${name} ...`);
  const count = isQuick ? 20_000 : 100_000;
  const opened = await place.open();
  try {
    const before = await usedMemory(opened);
    const env = { ...opened.env, BENCH_SESSIONS: String(count) };
    const heap: { bytes: number } = await runProgram('sessions', { env, flags: ['--expose-gc'] });
    const bytes = place.kind === 'memory' ? heap.bytes : (await usedMemory(opened)) - before;
    return [
      atMost(name, [bytes / count], sizeTargets[place.kind], (each) => `${Math.round(each).toLocaleString('en')} B`),
    ];
  } finally {
    await opened.close();
  }
};

async function usedMemory({ port }: OpenPlace): Promise<number> {
  if (!port) return 0;
  const info = await redisCommand(port, 'INFO', 'memory');
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
}

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

let folder: Promise<string> | undefined;

/** Where the compiled programs of the desk are. */
async function programFile(): Promise<string> {
  folder ??= compilePrograms(['desk/programs']);
  return join(await folder, 'desk/programs.mjs');
}

/** Runs a program to its end. Returns what it printed, which its caller knows the type of. */
async function runProgram<Printed>(
  name: DeskProgram,
  { env, flags = [] }: { env: Record<string, string>; flags?: string[] },
): Promise<Printed> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, await programFile()], {
    env: { ...process.env, NODE_ENV: 'production', BENCH_PROGRAM: name, ...env },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
