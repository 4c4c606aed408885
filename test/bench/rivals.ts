import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './folders.ts';

// Pinned: a ratio against whatever is newest today could not be compared with yesterday's.
const rivals = { '@octokit/webhooks': '14.2.0', grammy: '1.46.0' };

/**
 * Installs the packages only the bench needs, beside its compiled programs. Returns why that failed, or undefined when
 * they are there.
 */
export async function installRivals(): Promise<string | undefined> {
  if (await areInstalled()) return undefined;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(join(cacheFolder, 'package.json'), JSON.stringify({ private: true, dependencies: rivals }));
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', cacheFolder, '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'],
      { cwd: cacheFolder, timeout: 60_000, shell: process.platform === 'win32' },
    );
    return undefined;
  } catch (error) {
    // npm's whole complaint, of which the first lines say enough.
    return String(error).split('\n').slice(0, 3).join('; ');
  }
}

async function areInstalled(): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(rivals).map(async ([name, version]) => (await installedVersion(name)) === version),
  );
  return found.every(Boolean);
}

async function installedVersion(name: string): Promise<string | undefined> {
  try {
    const file = await readFile(join(cacheFolder, 'node_modules', name, 'package.json'), 'utf8');
    // Every published package has a version.
    return (JSON.parse(file) as { version: string }).version;
  } catch {
    return undefined;
  }
}
