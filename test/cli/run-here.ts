import { format } from 'node:util';
import { vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { type Ended, withoutOwn } from './command.ts';

/**
 * Runs `gptbots-human` in this process: for what it prints and its exit code. `runCommand` starts a process, which takes
 * far longer. Not two at a time: they print to the same console.
 */
export async function runHere(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const print = (output: keyof typeof printed) => {
    return (...values: unknown[]) => {
      printed[output] += `${format(...values)}\n`;
    };
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(print('stdout')),
    vi.spyOn(console, 'error').mockImplementation(print('stderr')),
  ];
  const { env: inherited } = process;
  process.env = { ...withoutOwn(inherited), ...env };
  try {
    return { exitCode: await run(args), ...printed };
  } finally {
    process.env = inherited;
    for (const spy of spies) spy.mockRestore();
  }
}
