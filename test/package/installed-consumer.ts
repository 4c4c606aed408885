import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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
  /** Runs TypeScript over a file of the application; returns its complaints. Leaves the JavaScript in `out`. */
  typeCheck(options: Record<string, unknown>, file?: string): Promise<string[]>;
  /** Runs what {@link typeCheck} left; returns the last line it printed. */
  run(file?: string, node?: string): Promise<string>;
  remove(): Promise<void>;
}

// The test's own, so that their types are the ones the rest of the tests run with.
const borrowed = [
  ...['express', 'koa', 'fastify', 'hono', 'msw', 'redis', 'ioredis'],
  '@opentelemetry/api',
  ...['@types/node', '@types/express', '@types/koa'],
];

/** Makes an application of ES modules or of CommonJS, and installs the package and its peers there as its users do. */
export async function installConsumer(
  type: 'module' | 'commonjs',
  tarball: string,
  peers: string[],
): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), `gptbots-human-${type}-`));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, tarball, ...peers], { cwd: folder });
  const modules = join(folder, 'node_modules');
  for (const scope of ['@types', '@opentelemetry']) await mkdir(join(modules, scope), { recursive: true });
  for (const name of borrowed.filter((one) => !existsSync(join(modules, one)))) {
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true });

  return {
    folder,
    package: join(folder, 'node_modules/gptbots-human'),
    async typeCheck(options, file = 'app.ts') {
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig(options, file)));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      // It prints its complaints on stdout, and exits with an error if there are any.
      const { stdout } = await run(process.execPath, [tsc], { cwd: folder }).catch((failed) => failed);
      return stdout.split('\n').filter(Boolean);
    },
    async run(file = 'app.js', node = process.execPath) {
      // The last line; before it the logger speaks.
      const { stdout } = await run(node, [join('out', file)], { cwd: folder });
      return stdout.trim().split('\n').at(-1) ?? '';
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

// As strict as a careful user has it, and without the DOM's types, which a backend has no use for.
function tsconfig(options: Record<string, unknown>, file: string): unknown {
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
    include: [file],
  };
}

/** Whether it is about our package. Frameworks' types have faults of their own; indented lines belong to the one before. */
export function isOurs(complaint: string): boolean {
  return !/^\s|node_modules\/(?!gptbots-human\/)/.test(complaint);
}
