import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuiltPackage, cacheFolder } from '../prepare.ts';

const run = promisify(execFile);
const commit = 'f36ed507e75b52ef42a73448c7725e233154abcf';
const project = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(cacheFolder, 'gptbots-human-0.3.0');

/** Version 0.3.0, the last one whose rules ran in Redis: built from the repository, packed and unpacked, unless an earlier run did. */
export async function version030(): Promise<BuiltPackage> {
  if (!existsSync(folder)) await install();
  return { dist: join(folder, 'dist'), programs: 'programs-0.3.0' };
}

// Into a draft, so that what stands in the cache is always whole.
async function install(): Promise<void> {
  console.error('version 0.3.0 is built ...');
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'draft-'));
  const source = join(draft, 'source');
  try {
    await mkdir(source);
    await run('git', ['archive', '--output', join(draft, 'source.tar'), commit], { cwd: project });
    await run('tar', ['-xf', join(draft, 'source.tar'), '-C', source]);
    await symlink(join(project, 'node_modules'), join(source, 'node_modules'), 'junction');
    // Without its types, which take minutes.
    await run('npx', ['tsup', '--no-dts'], { cwd: source });
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', draft], { cwd: source });
    await run('tar', ['-xf', join(draft, 'gptbots-human-0.3.0.tgz'), '-C', draft]);
    await rename(join(draft, 'package'), folder);
  } catch (error) {
    throw new Error(`0.3.0 cannot be built from the commit ${commit}; is it in this clone?`, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
