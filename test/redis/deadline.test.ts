import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf, newTurn, recorded, replyOf } from '../../src/testing/store/contract/set-up.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { callsOf } from './support/calls-of.ts';
import { packages } from './support/clients.ts';
import { intercepted } from './support/intercepted.ts';
import { openStore } from './support/open-store.ts';
import { rejection } from './support/rejection.ts';

const commandTimeoutMs = 300;

describeWithRedis('while Redis is away', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer({ config: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    // The last of all that is undone.
    onTestFinished(() => server.stop());
  });

  const outages = [
    { outage: 'dead', begin: () => server.kill(), end: () => server.start() },
    {
      outage: 'stopped',
      begin: async () => void process.kill(server.pid, 'SIGSTOP'),
      end: async () => void process.kill(server.pid, 'SIGCONT'),
    },
  ];

  describe.each(packages)('with $name', ({ connect }) => {
    it.each(outages)(
      '($outage) calls are rejected in time, did nothing afterwards, and work goes on by itself',
      async ({ begin, end }) => {
        const { client, send } = await connect(server);
        const { store } = openStore(client, { commandTimeoutMs });
        await store.step('chat', chatOf('c', 'before'));
        await begin();
        // What shows that the client does run what it had queued.
        const witness = send('INCR', 'witness').catch(() => {});
        const calls = [
          store.step('chat', chatOf('c', 'while away')),
          store.step('reply', replyOf('c', 'while away'), newTurn()),
          store.step('close', { conversationId: 'c', type: 'TIMEOUT' }),
          store.step('claim', { conversationId: 'c', agent: { id: 'ann' }, from: undefined }),
          store.sweep(),
          store.session('c'),
          store.sessions({ limit: 10 }),
          store.transcript('c', { after: 0, limit: 10 }),
          store.find('ticket'),
        ];
        // While it is still away.
        for (const error of await Promise.all(calls.map(rejection))) expect(error).toMatchObject({ kind: 'store' });
        await end();
        await witness;
        await expect
          .poll(() =>
            store.step('chat', chatOf('c', 'after')).then(
              () => 'stored',
              ({ kind }) => kind,
            ),
          )
          .toBe('stored');
        const { session, messages } = await recorded(store, 'c');
        expect(messages?.map(({ text }) => text)).toEqual(['before', 'after']);
        expect(session).toMatchObject({ state: 'waiting' });
        expect(session).not.toHaveProperty('agent');
      },
    );

    it('what is back in time is carried out, once', async () => {
      const { client } = await connect(server);
      const { store } = openStore(client, { commandTimeoutMs: 15_000 });
      await store.step('chat', chatOf('c', 'before'));
      process.kill(server.pid, 'SIGSTOP');
      const calls = ['one', 'two', 'three'].map((text) => store.step('chat', chatOf('c', text)));
      process.kill(server.pid, 'SIGCONT');
      const steps = await Promise.all(calls);
      expect(steps.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
      expect((await recorded(store, 'c')).messages?.map(({ text }) => text)).toEqual(['before', 'one', 'two', 'three']);
    });

    it('the commands a client had queued do run when Redis is back: the deadline is what refuses them', async () => {
      const { client, send } = await connect(server);
      let stopsAt = Number.POSITIVE_INFINITY;
      let sent = 0;
      // Redis stops once the conversation was loaded.
      const stopping = intercepted(client, () => {
        if (++sent === stopsAt) process.kill(server.pid, 'SIGSTOP');
      });
      const { store } = openStore(stopping, { commandTimeoutMs });
      await store.step('chat', chatOf('c', 'before'));
      const before = await callsOf(server, 'evalsha');
      stopsAt = sent + 2;
      const error = await rejection(store.step('chat', chatOf('c', 'while away')));
      expect(error).toMatchObject({ kind: 'store', delivery: 'unknown' });
      const after = send('PING');
      process.kill(server.pid, 'SIGCONT');
      expect(await after).toBe('PONG');
      expect(await callsOf(server, 'evalsha'), 'the chat did reach Redis').toBe(before + 2);
      expect((await recorded(store, 'c')).messages?.map(({ text }) => text)).toEqual(['before']);
    });

    it('the error says what to do, and neither text nor key of anybody', async () => {
      const { store } = openStore((await connect(server)).client, { commandTimeoutMs });
      process.kill(server.pid, 'SIGSTOP');
      const error = await rejection(store.step('chat', chatOf('c', 'a very private text')));
      process.kill(server.pid, 'SIGCONT');
      expect(error).toMatchObject({
        kind: 'store',
        conversation_id: 'c',
        message: expect.stringContaining('did not answer in time'),
      });
      expect(JSON.stringify([error, String(error), error instanceof Error && error.cause])).not.toContain('private');
    });
  });
});
