import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

/** Where the compiled programs of the child processes are. */
export interface Programs {
  instance: string;
  /** To be loaded before it, for a process whose time of day is wrong. */
  wrongTime: string;
}

let compiled: Promise<{ folder: string; programs: Programs }> | undefined;

/** Compiles the programs to plain JavaScript, once for a test file: a process then starts in a fraction of the time. */
export async function compilePrograms(): Promise<Programs> {
  compiled ??= compile();
  return (await compiled).programs;
}

afterAll(async () => {
  if (compiled) await rm((await compiled).folder, { recursive: true, force: true });
});

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function compile(): Promise<{ folder: string; programs: Programs }> {
  // Inside the project, so that the programs find its packages.
  const cache = at('../../../node_modules/.cache/gptbots-human-chaos/');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(cache);
  await build({
    entryPoints: [at('../instance.ts'), at('../wrong-time.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return { folder, programs: { instance: join(folder, 'instance.mjs'), wrongTime: join(folder, 'wrong-time.mjs') } };
}
