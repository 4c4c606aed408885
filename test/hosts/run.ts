import { execFile, spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packPackage, root } from '../package/packed.ts';

const folder = import.meta.dirname;
const installed = join(folder, 'node_modules/gptbots-human');

// Installs the hosts, and beside them the package as npm would publish it; then runs the tests here, with these arguments.
run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], folder);
const packed = await packPackage();
try {
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed);
  await promisify(execFile)('tar', ['-xzf', packed.tarball, '-C', installed, '--strip-components=1']);
} finally {
  await packed.remove();
}
run('npx', ['tsc', '--noEmit', '-p', folder], root);
run('npx', ['vitest', 'run', '--config', join(folder, 'vitest.config.ts'), ...process.argv.slice(2)], root);

function run(command: string, args: string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
