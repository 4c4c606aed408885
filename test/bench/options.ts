import { parseArgs } from 'node:util';
import type { Setup } from './measure-group.ts';
import type { Extent } from './rounds.ts';

/** What the command line asks for. */
export interface BenchOptions {
  /** Whether a comparison of this name is wanted. */
  isWanted(name: string): boolean;
  /** Whether rough figures will do. */
  isQuick: boolean;
  generations: Setup['generations'];
  extentOf(group: Extent): Extent;
}

/** Reads `--quick` and `--only <part of a comparison's name>`. */
export function readOptions(args: string[]): BenchOptions {
  const { quick, only } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  }).values;
  return {
    isWanted: (name) => name.toLowerCase().includes(only.toLowerCase()),
    isQuick: quick,
    generations: quick ? 1 : 3,
    extentOf: (extent) => (quick ? { ...extent, rounds: 4, maxMs: extent.maxMs / 3 } : extent),
  };
}
