import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/gptbots-human-runtimes');

/** A runtime as npm has it: a package for each platform, with nothing but the program in it. */
export interface RuntimePackage {
  /** For this platform. */
  name: string;
  version: string;
  /** Where the program is in the package. */
  program: string;
}

/**
 * Installs a runtime unless an earlier run did, and returns the path of its program, or why there is none: a developer
 * may be offline, or on a platform it is not made for. In CI that is an error.
 *
 * Not among the dev dependencies, as all of them together take hundreds of megabytes.
 */
export async function installedRuntime(runtime: RuntimePackage): Promise<{ program: string } | { missing: string }> {
  const { name, version } = runtime;
  const folder = join(cache, `${name.replaceAll('/', '-')}-${version}`);
  const program = join(folder, 'node_modules', name, runtime.program);
  try {
    if (!existsSync(program)) await install(`${name}@${version}`, folder);
    await run(program, ['--version']);
    return { program };
  } catch (error) {
    if (process.env.CI === 'true')
      throw new Error(`CI needs ${name}@${version}, and it cannot be had`, { cause: error });
    return { missing: `${name}@${version} cannot be had here: ${error instanceof Error ? error.message : error}` };
  }
}

// Into a draft, so that what stands in the cache is always whole, even after an interrupted run.
async function install(spec: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'draft-'));
  try {
    const flags = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline'];
    await run('npm', ['install', '--prefix', draft, ...flags, spec]);
    await rename(draft, folder).catch((error: unknown) => {
      // Another test file, which runs at the same time, was first.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
