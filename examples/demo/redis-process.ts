import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { listening } from './listening.ts';

const startTimeoutMs = 10_000;

/** The address of a Redis: that of REDIS_URL, else one that is started here and keeps nothing. */
export async function startRedis(ending: (() => Promise<unknown>)[]): Promise<string> {
  const url = process.env.REDIS_URL || (await startOwn(ending));
  // Without a listener, a connection that is refused would end the process.
  const client = createClient({ url }).on('error', () => {});
  const tooLate = delay(startTimeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`No Redis answers at ${new URL(url).host}. Start one there, or leave REDIS_URL out.`);
  });
  try {
    await Promise.race([client.connect(), tooLate]);
  } finally {
    client.destroy();
  }
  return url;
}

async function startOwn(ending: (() => Promise<unknown>)[]): Promise<string> {
  const port = await freePort();
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
  } catch {
    throw new Error('Several instances share a Redis, and there is none: install redis-server, or set REDIS_URL.');
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
