import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SqliteConnection } from 'gptbots-human/sqlite';

const run = promisify(execFile);
const version = '12.11.1';
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/gptbots-human-sqlite');
// A program compiled for one version of Node's interface is none for another.
const folder = join(cache, `better-sqlite3-${version}-${process.platform}-${process.arch}-${process.versions.modules}`);

/** A `Database` of better-sqlite3, as far as tests use it. */
export interface BetterSqlite3 extends SqliteConnection {
  readonly open: boolean;
  close(): unknown;
}

/** The class `Database`. */
export type OpenBetterSqlite3 = new (path: string, options?: { readonly?: boolean }) => BetterSqlite3;

/** What `createRequire` takes to find it. */
export const betterSqlite3Path: string = join(folder, 'package.json');

/** The one that was installed before. */
export function betterSqlite3(): OpenBetterSqlite3 {
  // What it is, of which the interface above is a part.
  return createRequire(betterSqlite3Path)('better-sqlite3') as OpenBetterSqlite3;
}

/** Installs it unless an earlier run did. Resolves to why there is none. */
export async function installBetterSqlite3(): Promise<string | undefined> {
  try {
    if (!existsSync(folder)) await alone(install);
    betterSqlite3();
    return undefined;
  } catch (error) {
    return `better-sqlite3@${version} cannot be had here: ${error instanceof Error ? error.message : error}`;
  }
}

// Into a draft, so that what stands in the cache is always whole, even after an interrupted run.
async function install(): Promise<void> {
  if (existsSync(folder)) return;
  const draft = await mkdtemp(join(cache, 'draft-'));
  try {
    const flags = ['--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline'];
    // npm 12 and later run the scripts of a package only when they are told to, here: a flag is refused within a project.
    const allowed = { private: true, allowScripts: { 'better-sqlite3': true } };
    await writeFile(join(draft, 'package.json'), JSON.stringify(allowed));
    const spec = `better-sqlite3@${version}`;
    await run('npm', ['install', '--prefix', draft, ...flags, spec]);
    await run(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: draft });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const lock = join(cache, 'lock');
const lockedForMs = 10_000;

// Several test files begin at the same time, and compiling once is enough. Whoever has the lock says so again and again:
// one that was killed says it no more.
async function alone(work: () => Promise<void>): Promise<void> {
  await mkdir(cache, { recursive: true });
  while (!(await takeLock())) {
    await pause(500);
    const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 6 * lockedForMs) await rm(lock, { recursive: true, force: true });
  }
  const timer = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => {}), lockedForMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
    await rm(lock, { recursive: true, force: true });
  }
}

function takeLock(): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}
