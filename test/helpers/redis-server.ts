import { spawnSync } from 'node:child_process';
import { describeWhere } from './describe-where.ts';
import { redisCommand } from './redis-command.ts';
import { host, type ServerProcess, startServerProcess } from './server-process.ts';

/** A Redis of the test's own. */
export interface RedisServer extends ServerProcess {
  url: string;
}

/** Three masters that share all slots. */
export interface RedisCluster {
  nodes: RedisServer[];
  stop(): Promise<void>;
}

const program = 'redis-server';

/** A suite that needs a Redis. Without one it is skipped and says so, but on CI it fails. */
export function describeWithRedis(name: string, body: () => void): void {
  const isThere = spawnSync(program, ['--version']).status === 0;
  const advice = 'install Redis 7, for example with: apt-get install redis-server';
  describeWhere(isThere ? undefined : `no ${program} was found on the PATH; ${advice}`, name, body);
}

/**
 * Starts a Redis, and resolves once it answers. Whoever starts it stops it; it also ends with this process, however that ends.
 *
 * @param options `config` as on the command line: `['--appendonly', 'yes', '--appendfsync', 'always']`
 */
export async function startRedisServer({ config = [] }: { config?: string[] } = {}): Promise<RedisServer> {
  const server = await startServerProcess({
    name: 'Redis',
    program,
    args: ({ port, folder, otherPort }) => {
      const own = ['--port', `${port}`, '--bind', host, '--dir', folder, '--save', '', '--enable-debug-command', 'yes'];
      return [...own, ...config, '--cluster-port', `${otherPort}`];
    },
    answers: async (port) => (await redisCommand(port, 'PING').catch(() => undefined)) === 'PONG',
  });
  return Object.assign(server, { url: `redis://${host}:${server.port}` });
}

/** Starts a cluster, and resolves once each of its nodes can serve. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const config = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000'];
  const nodes = await Promise.all([0, 1, 2].map(() => startRedisServer({ config })));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    await joinAll(nodes);
    return { nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const slots = 16384;

async function joinAll(nodes: RedisServer[]): Promise<void> {
  const [first] = nodes;
  if (!first) throw new Error('a cluster has nodes');
  const busPort = async ({ port }: RedisServer) =>
    (await redisCommand(port, 'CONFIG', 'GET', 'cluster-port')).split(' ')[1] ?? '';
  const firstBusPort = await busPort(first);
  for (const [index, { port }] of nodes.entries()) {
    const start = Math.floor((index * slots) / nodes.length);
    const last = Math.floor(((index + 1) * slots) / nodes.length) - 1;
    await redisCommand(port, 'CLUSTER', 'ADDSLOTSRANGE', `${start}`, `${last}`);
    await redisCommand(port, 'CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
    if (index > 0) await redisCommand(port, 'CLUSTER', 'MEET', host, `${first.port}`, firstBusPort);
  }
  await Promise.all(nodes.map(({ port }) => ready(port, nodes.length)));
}

async function ready(port: number, nodes: number): Promise<void> {
  for (;;) {
    const info = await redisCommand(port, 'CLUSTER', 'INFO');
    const isReady = [`cluster_known_nodes:${nodes}`, `cluster_slots_ok:${slots}`, 'cluster_state:ok'].every((line) =>
      info.includes(`${line}\r`),
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
