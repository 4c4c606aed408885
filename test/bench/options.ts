import { parseArgs } from 'node:util';
import type { Group } from './groups.ts';
import type { Extent } from './rounds.ts';

/** What the command line asks for. */
export interface BenchOptions {
  /** Whether a comparison of this name is wanted. */
  isWanted(name: string): boolean;
  extentOf(group: Group): Extent;
}

/** Reads `--quick` and `--only <part of a comparison's name>`. */
export function readOptions(args: string[]): BenchOptions {
  const { quick, only } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  }).values;
  return {
    isWanted: (name) => name.toLowerCase().includes(only.toLowerCase()),
    extentOf: (group) => (quick ? { ...group, rounds: Math.ceil(group.rounds / 7) } : group),
  };
}
