import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'tsup';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Makes a folder with the app in it, and the package as it is published installed beside it. */
export async function makeAppFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-runtime-'));
  await cp(join(import.meta.dirname, 'app'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "dependencies": { "gptbots-human": "*" } }');
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'gptbots-human');
  await mkdir(installed, { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  for (const name of ['ofetch', 'zod']) await symlink(join(root, 'node_modules', name), join(modules, name), 'dir');
  // The declarations take ten times as long, and no runtime reads them.
  const tsup = join(root, 'node_modules/tsup/dist/cli-default.js');
  await run(process.execPath, [tsup, '--no-dts', '--out-dir', join(installed, 'dist')], { cwd: root });
  return folder;
}

/** Bundles the worker of an app folder, as a deployment to Cloudflare does. */
export async function bundleWorker(folder: string): Promise<void> {
  await build({
    config: false,
    entry: { worker: join(folder, 'worker.ts') },
    outDir: folder,
    format: 'esm',
    platform: 'browser',
    noExternal: [/./],
    splitting: false,
    silent: true,
    esbuildOptions(options) {
      options.conditions = ['workerd', 'worker', 'browser'];
      options.absWorkingDir = folder;
    },
  });
}
