import type { RuntimePackage } from './installed-runtime.ts';

/** A JavaScript runtime the package has to run on, and what is particular about it. */
export interface Runtime {
  name: string;
  npm: RuntimePackage;
  /** The arguments that start the app, in its folder. */
  args: string[];
  /** It has no server of its own, but runs a bundle behind one, as Cloudflare does. */
  isWorkers?: true;
}

const { platform, arch } = process;
const cpu = arch === 'arm64' ? 'aarch64' : arch;
const workersCpu = arch === 'x64' ? '64' : arch;
const libc = platform === 'linux' ? '-glibc' : '';

export const bun: Runtime = {
  name: 'Bun',
  npm: { name: `@oven/bun-${platform}-${cpu}`, version: '1.4.5', program: 'bin/bun' },
  args: ['run', 'bun.ts'],
};

export const deno: Runtime = {
  name: 'Deno',
  npm: { name: `@deno/${platform}-${arch}${libc}`, version: '2.9.6', program: 'deno' },
  // Without leave to read the environment, as a careful operator starts it.
  args: ['run', '--no-prompt', '--no-lock', '--allow-net', 'deno.ts'],
};

export const workers: Runtime = {
  name: 'Cloudflare Workers',
  npm: { name: `@cloudflare/workerd-${platform}-${workersCpu}`, version: '1.20261117.1', program: 'bin/workerd' },
  args: ['serve', 'worker.capnp', '--control-fd=3'],
  isWorkers: true,
};

export const node22 = nodeRuntime('22.23.3');
export const node24 = nodeRuntime('24.21.0');

function nodeRuntime(version: string): Runtime {
  return {
    name: `Node ${version}`,
    npm: { name: `node-${platform}-${arch}`, version, program: 'bin/node' },
    args: ['--no-warnings', 'node.ts'],
  };
}
