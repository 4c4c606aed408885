import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisCommand } from '../../helpers/redis-command.ts';
import type { RedisServer } from '../../helpers/redis-server.ts';

/** Starts a Sentinel that names a server as the master `desk`; whoever starts it stops it. */
export async function startSentinel(master: RedisServer): Promise<{ host: string; port: number; stop(): void }> {
  const { host } = master;
  const port = await freePort(host);
  const folder = mkdtempSync(join(tmpdir(), 'gptbots-human-sentinel-'));
  const file = join(folder, 'sentinel.conf');
  // It writes to this file.
  writeFileSync(file, `port ${port}\nbind ${host}\ndir ${folder}\nsentinel monitor desk ${host} ${master.port} 1\n`);
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const stop = () => {
    process.off('exit', stop);
    sentinel.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  await once(sentinel, 'spawn');
  while (sentinel.exitCode === null) {
    const answer = await redisCommand(port, 'PING').catch(() => undefined);
    if (answer === 'PONG') return { host, port, stop };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  stop();
  throw new Error(`expected a Sentinel to start on port ${port}, but it ended with ${sentinel.exitCode}`);
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  // A TCP port: the address is not a pipe's.
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
