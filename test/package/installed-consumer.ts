import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './packed.ts';

const run = promisify(execFile);

/** An application that has the package installed, in a folder of its own. */
export interface Consumer {
  folder: string;
  /** The installed package's folder. */
  package: string;
  /** Runs TypeScript over the application; returns its complaints. Leaves the JavaScript in `out`. */
  typeCheck(options: Record<string, unknown>): Promise<string[]>;
  /** Runs what {@link typeCheck} left; returns what it printed. */
  run(): Promise<string>;
  remove(): Promise<void>;
}

// The test's own, so that their types are the ones the rest of the tests run with.
const borrowed = [
  ...['express', 'koa', 'fastify', 'hono', 'msw', 'redis', 'ioredis'],
  ...['@types/node', '@types/express', '@types/koa'],
];

/** Makes an application of ES modules or of CommonJS, and installs the package there as its users do. */
export async function installConsumer(
  type: 'module' | 'commonjs',
  tarball: string,
  zodVersion: string,
): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), `gptbots-human-${type}-`));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, tarball, `zod@${zodVersion}`], { cwd: folder });
  await mkdir(join(folder, 'node_modules/@types'));
  for (const name of borrowed) await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true });

  return {
    folder,
    package: join(folder, 'node_modules/gptbots-human'),
    async typeCheck(options) {
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig(options)));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      // It prints its complaints on stdout, and exits with an error if there are any.
      const { stdout } = await run(process.execPath, [tsc], { cwd: folder }).catch((failed) => failed);
      return stdout.split('\n').filter(Boolean);
    },
    run: async () => (await run(process.execPath, ['out/app.js'], { cwd: folder })).stdout,
    remove: () => rm(folder, { recursive: true }),
  };
}

// As strict as a careful user has it, and without the DOM's types, which a backend has no use for.
function tsconfig(options: Record<string, unknown>): unknown {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      esModuleInterop: true,
      skipLibCheck: false,
      outDir: 'out',
      ...options,
    },
    include: ['app.ts'],
  };
}
