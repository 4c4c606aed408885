import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { installedRuntime } from '../runtimes/installed-runtime.ts';
import { bun, node22, type Runtime } from '../runtimes/runtimes.ts';

const root = resolve(import.meta.dirname, '../..');

// Each runs the suite by itself: Node by Vitest, Bun by its own runner, which takes the tests of Vitest as they are.
await describeOn(node22, ['node_modules/vitest/vitest.mjs', 'run', '--config=test/sqlite/runtimes/vitest.config.ts']);
await describeOn(bun, ['test', '--timeout=120000', './test/sqlite/runtimes/bun.ts']);

async function describeOn({ name, npm }: Runtime, args: string[]): Promise<void> {
  const installed = await installedRuntime(npm);
  if ('missing' in installed) console.warn(installed.missing);
  const program = 'program' in installed ? installed.program : '';

  describe.runIf(program)(`sqliteStore with the SQLite of ${name}`, () => {
    it('passes the suite of every store', async () => {
      const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: '', VITEST: undefined };
      const options = { cwd: root, env, maxBuffer: 100_000_000 };
      const { failed, output } = await promisify(execFile)(program, args, options).then(
        ({ stdout, stderr }) => ({ failed: false, output: stdout + stderr }),
        ({ stdout, stderr }) => ({ failed: true, output: `${stdout}${stderr}` }),
      );
      expect(failed, output.slice(-10_000)).toBe(false);
      expect(output, 'how many tests passed').toMatch(/\b\d{3,} pass/);
    }, 600_000);
  });
}
