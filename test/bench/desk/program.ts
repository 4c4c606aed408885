import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compilePrograms } from '../compile.ts';

const names = ['chats', 'replies', 'stored', 'commands', 'sessions', 'events'] as const;
type ProgramName = (typeof names)[number];

let folder: Promise<string> | undefined;

/** Where a compiled program of the desk is. */
export async function programPath(name: ProgramName): Promise<string> {
  folder ??= compilePrograms(names.map((one) => `desk/programs/${one}`));
  return join(await folder, `desk/programs/${name}.mjs`);
}

/** Runs a program to its end. Returns what it printed, which its caller knows the type of. */
export async function runProgram<Printed>(
  name: ProgramName,
  { env, flags = [] }: { env: Record<string, string>; flags?: string[] },
): Promise<Printed> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, await programPath(name)], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
