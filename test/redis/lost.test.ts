import { manualClock } from 'gptbots-human/testing';
import { beforeAll, expect, it } from 'vitest';
import { chatOf, establishOf, newTurn } from '../../src/testing/store/contract/set-up.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { openStore } from './support/open-store.ts';

// As when it was told to evict keys.
describeWithRedis('a Redis that has lost a part of what it kept', () => {
  let connected: Awaited<ReturnType<typeof connectNodeRedis>>;
  beforeAll(async () => {
    const server = await startRedisServer();
    connected = await connectNodeRedis(server);
    return async () => {
      await connected.quit();
      await server.stop();
    };
  });

  const parts: [what: string, lost: string[]][] = [
    ['a whole conversation', ['c', 'm']],
    ['its head and messages', ['m']],
    ['its revision', ['c']],
  ];

  it.each(parts)('%s: sweeps end, clean up what is left of it, and go on with the others', async (_what, lost) => {
    const clock = manualClock();
    const { client } = connected;
    const { store, prefix } = openStore(client, {}, { clock });
    const ids = Array.from({ length: 150 }, (_, index) => `c${index}`);
    for (const id of ids) await store.step('establish', establishOf(id), newTurn());
    await clock.advance(1_000);
    await store.step('establish', establishOf('there'), newTurn());
    await client.del(ids.flatMap((id) => lost.map((name) => `{${prefix}}${name}:${id}`)));
    await clock.advance(100_000);
    const closed: string[] = [];
    for (let sweeps = 0; closed.length === 0; sweeps++) {
      expect(sweeps).toBeLessThan(10);
      for (const change of (await store.sweep()).changes)
        if ('session' in change) closed.push(change.session.conversationId);
    }
    expect(closed).toEqual(['there']);
    expect(await store.sweep()).toMatchObject({ changes: [], more: false });
    expect(await client.zCard(`{${prefix}}due:open`)).toBe(0);
    expect((await store.sessions({ limit: 1000 })).sessions).toHaveLength(1);
    expect(await client.zCard(`{${prefix}}state:waiting`)).toBe(0);
  });

  it.each(parts)('%s: its conversation is as unknown as any, and begins anew', async (_what, lost) => {
    const { client } = connected;
    const { store, prefix } = openStore(client);
    for (const text of ['one', 'two', 'three']) await store.step('chat', chatOf('c', text));
    await store.step('link', { conversationId: 'c', ref: 'ticket' });
    await store.step('chat', chatOf('other', 'hello'));
    await store.step('link', { conversationId: 'other', ref: 'ticket' });
    await store.step('link', { conversationId: 'c', ref: 'another ticket' });
    await store.step('link', { conversationId: 'c', ref: 'ticket' });
    await client.del(lost.map((name) => `{${prefix}}${name}:c`));
    if (lost.includes('m')) expect(await store.find('ticket')).toMatchObject({ conversationId: 'other' });
    expect(await store.session('c')).toBeUndefined();
    expect(await store.step('chat', chatOf('c', 'again'))).toMatchObject({
      outcome: 'stored',
      changes: [{ type: 'opened' }, {}],
    });
    expect(await store.step('chat', chatOf('c', 'two'))).toMatchObject({ outcome: 'stored' });
    const messages = await store.transcript('c', { after: 0, limit: 10 });
    expect(messages?.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'again'],
      [2, 'two'],
    ]);
  });
});
