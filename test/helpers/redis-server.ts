import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { redisCommand } from './redis-command.ts';

/** A Redis of the test's own on a free port. */
export interface RedisServer {
  host: string;
  port: number;
  url: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Ends it and deletes its files. */
  stop(): Promise<void>;
  /** Ends it as a crash does; resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had written to its disk. */
  start(): Promise<void>;
}

/** Three masters that share all slots. */
export interface RedisCluster {
  nodes: RedisServer[];
  stop(): Promise<void>;
}

const program = 'redis-server';
const host = '127.0.0.1';

/** A suite that needs a Redis. Without one it is skipped and says so, but on CI it fails. */
export function describeWithRedis(name: string, body: () => void): void {
  const isThere = spawnSync(program, ['--version']).status === 0;
  if (isThere) {
    describe(name, body);
    return;
  }
  const missing = `No ${program} was found on the PATH: "${name}" cannot run. Install Redis 7, for example with: apt-get install redis-server`;
  if (!process.env.CI) console.warn(missing);
  describe.skipIf(!process.env.CI)(name, () => {
    beforeAll(() => {
      throw new Error(missing);
    });
    body();
  });
}

/**
 * Starts a Redis, and resolves once it answers. Whoever starts it stops it; it also ends with this process, however that ends.
 *
 * @param options `config` as on the command line: `['--appendonly', 'yes', '--appendfsync', 'always']`
 */
export async function startRedisServer({ config = [] }: { config?: string[] } = {}): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const [port = 0, busPort = 0] = await freePorts(2);
    const folder = mkdtempSync(join(tmpdir(), 'gptbots-human-redis-'));
    try {
      return await running(port, folder, [...config, '--cluster-port', `${busPort}`]);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      // Somebody else was given the port in between.
      if (attempt === 5 || !String(error).includes('in use')) throw error;
    }
  }
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

async function running(port: number, folder: string, config: string[]): Promise<RedisServer> {
  let started = await launch(port, folder, config);
  const kill = async () => {
    started.guard.kill('SIGKILL');
    await end(started.redis);
  };
  return {
    host,
    port,
    url: `redis://${host}:${port}`,
    get pid() {
      return started.redis.pid ?? 0;
    },
    kill,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
    async start() {
      started = await launch(port, folder, config);
    },
  };
}

async function launch(port: number, folder: string, config: string[]) {
  const own = ['--port', `${port}`, '--bind', host, '--dir', folder, '--save', '', '--enable-debug-command', 'yes'];
  const redis = spawn(program, [...own, ...config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const output of [redis.stdout, redis.stderr]) output.on('data', (text) => (log += text));
  await once(redis, 'spawn');
  const guard = guarded(redis, folder);
  while (redis.exitCode === null) {
    const answer = await redisCommand(port, 'PING').catch(() => undefined);
    if (answer === 'PONG' && redis.exitCode === null) return { redis, guard };
    await pause(10);
  }
  guard.kill('SIGKILL');
  throw new Error(`expected ${program} to start on port ${port}, but it ended: ${log}`);
}

// Ends Redis when this process is gone, also when it was killed: then nobody holds the other end of the pipe any more.
function guarded({ pid }: ChildProcess, folder: string): ChildProcess {
  const guard = spawn('sh', ['-c', 'cat; kill -9 "$0"; rm -rf "$1"', `${pid}`, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

async function end(redis: ChildProcess): Promise<void> {
  if (redis.exitCode !== null || redis.signalCode !== null) return;
  redis.kill('SIGKILL');
  await once(redis, 'exit');
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
    await pause(20);
  }
}

// All are held until each has one, so that they differ.
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('a server on TCP has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
