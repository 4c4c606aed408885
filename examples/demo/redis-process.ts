import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { listening } from './listening.ts';

const startTimeoutMs = 10_000;

/** Starts a Redis that keeps nothing; resolves to its address once it answers. */
export async function startRedis(ending: (() => Promise<unknown>)[]): Promise<string> {
  const url = await start(ending);
  // Without a listener, a connection that is refused would end the process.
  const client = createClient({ url }).on('error', () => {});
  const tooLate = delay(startTimeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`The redis-server that was started does not answer at ${new URL(url).host}.`);
  });
  try {
    await Promise.race([client.connect(), tooLate]);
  } finally {
    client.destroy();
  }
  return url;
}

async function start(ending: (() => Promise<unknown>)[]): Promise<string> {
  const port = await freePort();
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
  } catch {
    throw new Error(
      'Several instances share a database, and there is none: install better-sqlite3 or redis-server, use Node 22, or set DATABASE_URL.',
    );
  }
  const ended = once(child, 'close');
  ending.push(() => {
    child.kill();
    return ended;
  });
  return `redis://127.0.0.1:${port}`;
}

async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = new URL(await listening(server, []));
  server.close();
  await once(server, 'close');
  return port;
}
