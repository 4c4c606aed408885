import { join } from 'node:path';
import { Child, type Cost, startCaller, startServer, type Variant } from './child.ts';
import { apiKey } from './fixtures.ts';
import type { Comparison, Group, Program } from './groups.ts';
import { type Row, summarise } from './report.ts';
import { type Extent, measureRounds, shuffled } from './rounds.ts';

/** What a group is measured with. */
export interface Setup {
  extent: Extent;
  /**
   * How many processes each variant gets, one after another, which share the rounds. No two runs of the compiler end
   * the same: one process of a program is faster than another for as long as it lives, by several percent.
   */
  generations: number;
  /** Where the compiled programs are. */
  folder: string;
  /** Whether the packages to compare with are there. */
  withRivals: boolean;
}

/** Runs the comparisons of a group: a row each, also for one that could not be measured. */
export async function measureGroup(group: Group, setup: Setup): Promise<Row[]> {
  const programs = neededPrograms(group, setup);
  const costs = new Map<string, Cost[]>(programs.map(([name]) => [name, []]));
  if (programs.length > 1) {
    for (let generation = 0; generation < setup.generations; generation++) {
      for (const [name, rounds] of await measureGeneration(group, shuffled(programs), setup)) {
        costs.get(name)?.push(...rounds);
      }
    }
    tellCosts(costs);
  }
  return group.comparisons.map((comparison) => toRow(group, comparison, costs));
}

async function measureGeneration(
  { api }: Group,
  programs: [string, Program][],
  { folder, extent, generations }: Setup,
): Promise<Map<string, Cost[]>> {
  const started: { stop(): Promise<void> }[] = [];
  const start = async <T extends { stop(): Promise<void> }>(starting: Promise<T>) => {
    const one = await starting;
    started.push(one);
    return one;
  };
  try {
    const path = (file: string) => join(folder, `${file}.mjs`);
    const { port } = api ? await start(Child.start('the API', path('programs/clients'))) : {};
    const env = { GPTBOTS_BASE_URL: `http://127.0.0.1:${port}`, GPTBOTS_API_KEY: apiKey };
    const variants: Variant[] = [];
    for (const [name, { file, traffic }] of programs) {
      const variant = traffic ? startServer(name, path(file), traffic) : startCaller(name, path(file), env);
      variants.push(await start<Variant>(variant));
    }
    const rounds = Math.ceil(extent.rounds / generations);
    return await measureRounds(variants, { ...extent, rounds, maxMs: extent.maxMs / generations });
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
}

function neededPrograms({ ours, variants, comparisons }: Group, { withRivals }: Setup): [string, Program][] {
  return Object.entries(variants).filter(
    ([name, { rival }]) =>
      (withRivals || !rival) && (name === ours || comparisons.some(({ against }) => against === name)),
  );
}

/** Tells what a call of each cost. */
export function tellCosts(costs: Map<string, Cost[]>): void {
  for (const [name, rounds] of costs) {
    const cpu = summarise(rounds.map(({ cpuMicros }) => cpuMicros)).median.toFixed(1);
    const clock = summarise(rounds.map(({ wallMicros }) => wallMicros)).median.toFixed(1);
    console.error(`  ${name.padEnd(24)} ${cpu.padStart(6)} us CPU, ${clock.padStart(6)} us on the clock`);
  }
}

function toRow({ ours }: Group, comparison: Comparison, costs: Map<string, Cost[]>): Row {
  const { name, against, by } = comparison;
  const target = `>= ${comparison.target.toFixed(2)}`;
  const cost = ({ cpuMicros, wallMicros }: Cost) => (by === 'cpu' ? cpuMicros : wallMicros);
  const theirs = costs.get(against) ?? [];
  const ratios = (costs.get(ours) ?? []).flatMap((our, round) => {
    const their = theirs[round];
    return their ? [cost(their) / cost(our)] : [];
  });
  if (ratios.length === 0) return { name, result: '-', target, verdict: 'not measured', spread: '-', rounds: 0 };
  const { median, min, max, rounds } = summarise(ratios);
  return {
    name,
    result: median.toFixed(3),
    target,
    verdict: median >= comparison.target ? 'met' : 'missed',
    spread: `${min.toFixed(2)} - ${max.toFixed(2)}`,
    rounds,
  };
}
