import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/**
 * Compiles programs to plain JavaScript, for as long as the test file runs: a process then starts in a fraction of the
 * time. Returns the folder they are in, each under its own name with `.mjs`.
 */
export async function compile(programs: string[], options: BuildOptions = {}): Promise<string> {
  // Inside the project, so that the programs find its packages.
  const cache = join(root, 'node_modules/.cache/gptbots-human-tests/');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(cache);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await build({
    entryPoints: programs.map((program) => join(root, program)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    ...options,
  });
  return folder;
}
