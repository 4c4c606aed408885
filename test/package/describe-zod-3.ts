import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Consumer } from './installed-consumer.ts';
import { root } from './packed.ts';

const run = promisify(execFile);

// msw's needs no zod.
const entries = Object.keys(packageJson.exports).filter((name) => !['./testing/msw', './package.json'].includes(name));

/** The package beside zod 3, as package managers install it that only warn of the wrong peer. */
export function describeZod3(consumer: () => Consumer): void {
  describe('beside zod 3.25', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gptbots-human-zod-3-'));
      const modules = join(folder, 'node_modules');
      await cp(consumer().package, join(modules, 'gptbots-human'), { recursive: true });
      await symlink(join(root, 'node_modules/zod-3'), join(modules, 'zod'));
      for (const name of ['ofetch', '@opentelemetry']) {
        await symlink(join(root, 'node_modules', name), join(modules, name));
      }
      return () => rm(folder, { recursive: true });
    });

    const errorOf = (flags: string[], code: string) =>
      run(process.execPath, [...flags, '-e', code], { cwd: folder }).then(
        () => 'none',
        (failed: { stderr: string }) => /^Error: .*$/m.exec(failed.stderr)?.[0] ?? failed.stderr,
      );

    it.each(entries)('an import of %s says that zod 4 is needed', async (entry) => {
      const name = entry.replace('.', 'gptbots-human');
      const message = 'Error: gptbots-human needs zod 4, but zod 3 is installed. Run: npm install zod@4';
      expect(await errorOf(['--input-type=module'], `import '${name}'`)).toBe(message);
      expect(await errorOf([], `require('${name}')`)).toBe(message);
    });
  });
}
