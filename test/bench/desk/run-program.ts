import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compilePrograms } from '../prepare.ts';
import type { DeskProgram } from './programs.ts';
import { version030 } from './version-0.3.0.ts';

const programs = ['desk/programs'];
let present: Promise<string> | undefined;
let older: Promise<string> | undefined;

/** The compiled programs of the desk. */
export async function programFile(): Promise<string> {
  present ??= compilePrograms(programs);
  return join(await present, 'desk/programs.mjs');
}

/** The same programs on version 0.3.0. */
export async function programFileOf030(): Promise<string> {
  older ??= version030().then((built) => compilePrograms(programs, built));
  return join(await older, 'desk/programs.mjs');
}

/** Runs a program to its end. Returns what it printed, which its caller knows the type of. */
export async function runProgram<Printed>(
  name: DeskProgram,
  { env, flags = [] }: { env: Record<string, string>; flags?: string[] },
): Promise<Printed> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, await programFile()], {
    env: { ...process.env, NODE_ENV: 'production', BENCH_PROGRAM: name, ...env },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
