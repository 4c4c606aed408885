import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../examples/demo/server-process.ts';
import { openStore } from '../../examples/stores/open-store.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { describeWithPostgres, startPostgresServer } from '../helpers/postgres-server.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { installedRuntime } from '../runtimes/installed-runtime.ts';
import { node22 } from '../runtimes/runtimes.ts';

const secrets = { secret: 'the-webhook-secret', apiKey: 'the-api-key' };

describe('DATABASE_URL', () => {
  it.each([
    [
      'another database',
      'mysql://ann:geheim@127.0.0.1/desk',
      'DATABASE_URL has to begin with file:, postgres: or redis:.',
    ],
    [
      'a password that is not escaped',
      'postgres://ann:ge#heim@127.0.0.1/desk',
      /^DATABASE_URL is no valid URL.*%23 for #/,
    ],
    [
      'a file in no folder',
      'file:/no/such/folder/desk.db',
      /^The database file:\/no\/such\/folder\/desk.db cannot be used: /,
    ],
    [
      'a database that Redis does not have',
      'redis://ann:geheim@127.0.0.1/desk',
      /^The database redis:\/\/127.0.0.1 cannot be used: /,
    ],
  ])('says in a sentence what is wrong with %s', async (_what, url, message) => {
    const error = await openStore(url).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(String(error)).not.toMatch(/ge#?heim/);
  });

  it.each(['postgres', 'redis'])('says that %s does not answer, without its password', async (kind) => {
    const host = `127.0.0.1:${await closedPort()}`;
    const error = await openStore(`${kind}://ann:geheim@${host}/0`).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      message: expect.stringMatching(`^The database ${kind}://${host} cannot be used: .*ECONNREFUSED`),
    });
    expect(JSON.stringify(error) + error).not.toContain('geheim');
  });

  it('does not wait for ever for one that takes connections and says nothing', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
    await expect(openStore(`redis://127.0.0.1:${port}`)).rejects.toThrow('it did not answer in time');
  });

  it('ends the console with one line when the database is not there', async () => {
    const printed: string[] = [];
    const url = `redis://:geheim@127.0.0.1:${await closedPort()}`;
    const env = { GPTBOTS_WEBHOOK_SECRET: 'x', GPTBOTS_API_KEY: 'y', DATABASE_URL: url };
    const starting = startServer('examples/console/server.ts', env, (line) => printed.push(line));
    await expect(starting).rejects.toThrow('ended with exit code 1');
    expect(printed).toEqual([expect.stringMatching(/^The database redis:.*ECONNREFUSED/)]);
  });

  it('of a file: the console and examples/sessions go on where they were, with the SQLite of Node 22', async () => {
    const runtime = await installedRuntime(node22.npm);
    if ('missing' in runtime) return console.warn(runtime.missing);
    const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-desk-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const platform = createPlatform(secrets);
    onTestFinished(() => platform.close());
    const { url } = await platform.listen();
    const env = {
      ...{ GPTBOTS_WEBHOOK_SECRET: secrets.secret, GPTBOTS_API_KEY: secrets.apiKey, GPTBOTS_BASE_URL: url },
      ...{ DATABASE_URL: `file:${join(folder, 'desk.db')}`, DATABASE_PREFIX: 'mine_', CONSOLE_PASSWORD: '' },
    };
    const printed: string[] = [];
    const start = (example: string) =>
      startServer(`examples/${example}/server.ts`, env, (line) => printed.push(line), [], runtime.program);
    const first = await start('console');
    platform.connect(`${first.address}/gptbots`);
    const { conversationId } = await platform.visitor();
    await first.stop();
    const second = await start('sessions');
    const waiting = await (await fetch(new URL('/agents/sessions', second.address))).json();
    expect(waiting.sessions).toMatchObject([{ conversationId, state: 'waiting' }]);
    expect(await second.stop(), 'the exit code').toBe(0);
    expect(printed, 'expected Node not to warn of its SQLite').toEqual([]);
  });
});

async function expectToKeepSessions(url: string): Promise<void> {
  const open = async () => {
    const { store, close } = await openStore(url, 'gptbots_own');
    const client = new GptBotsHumanClient({ apiKey: 'any' });
    const desk = createDesk({ secret: secrets.secret, client, store });
    return { desk, end: () => desk.shutdown().then(close) };
  };
  const first = await open();
  const platform = createPlatform(secrets);
  platform.connect(first.desk.webhook);
  const { conversationId } = await platform.visitor();
  await first.end();
  const second = await open();
  expect((await second.desk.sessions()).sessions).toMatchObject([{ conversationId, state: 'waiting' }]);
  await second.end();
}

describeWithRedis('DATABASE_URL of a Redis', () => {
  it('keeps sessions there', async () => {
    const redis = await startRedisServer();
    onTestFinished(() => redis.stop());
    await expectToKeepSessions(redis.url);
  });
});

describeWithPostgres('DATABASE_URL of a Postgres', () => {
  it('keeps sessions there, in tables that it makes itself', async () => {
    const postgres = await startPostgresServer();
    onTestFinished(() => postgres.stop());
    await expectToKeepSessions(postgres.url);
  });
});
