import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

const program = fileURLToPath(new URL('./support/exits.ts', import.meta.url));

describe('a process that has shut its desk down', () => {
  it('ends by itself, in memory', () => expectToEnd({}));
});

describeWithRedis('a process that has shut its desk on Redis down', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  it('ends by itself once its own client is closed', () => expectToEnd({ REDIS_URL: server.url }));
});

async function expectToEnd(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (printed += text));
  const timeUp = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await once(child, 'close');
  clearTimeout(timeUp);
  expect(printed, 'what it printed').toContain('shut down');
  expect(child.signalCode, 'killed because it did not end by itself').toBeNull();
  expect(child.exitCode, printed).toBe(0);
}
