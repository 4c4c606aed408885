import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyedQueue } from '../../src/internal/keyed-queue.ts';
import { held, json, ok, type Step } from '../helpers/api-server.ts';
import { connected, failureOf } from './support/client.ts';
import { closeWithoutAnswer } from './support/steps.ts';

const to = (conversation_id: string, body: string) => ({ conversation_id, body });
const busy = json(429, {});

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('calls for one conversation', () => {
  it('run one after another, in call order', async () => {
    const { client, server } = await connected();
    let [running, most] = [0, 0];
    server.otherwise({
      run: async (...exchange) => {
        running++;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running--;
        await ok().run(...exchange);
      },
    });
    const bodies = Array.from({ length: 50 }, (_, index) => `message ${index}`);
    await Promise.all(bodies.map((body) => client.sendReply(to('a', body))));
    expect(server.calls.map(({ json }) => json.body)).toEqual(bodies);
    expect(most, 'how many calls GPTBots had at the same time').toBe(1);
  });

  it('keep their order through retries', async () => {
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.script(busy, json(500, {}), ok(), busy, closeWithoutAnswer, ok(), ok());
    await Promise.all(['1', '2', '3'].map((body) => client.sendReply(to('a', body))));
    expect(server.calls.map(({ json }) => json.body)).toEqual(['1', '1', '1', '2', '2', '2', '3']);
  });

  it.each([
    ['refused', json(400, { code: 40000 })],
    ['broken', closeWithoutAnswer],
  ])('go on when one was %s', async (_name, step) => {
    const { client, server } = await connected();
    server.script(ok(), step, ok());
    const outcomes = await Promise.allSettled(['1', '2', '3'].map((body) => client.sendReply(to('a', body))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(server.calls.map(({ json }) => json.body)).toEqual(['1', '2', '3']);
  });

  it('settle in call order too', async () => {
    const { client } = await connected();
    const settled: string[] = [];
    await Promise.all(
      ['1', '2', '3', '4'].map((body) => client.sendReply(to('a', body)).then(() => settled.push(body))),
    );
    expect(settled).toEqual(['1', '2', '3', '4']);
  });

  it('may be made from the end of another', async () => {
    const { client, server } = await connected();
    await client.sendReply(to('a', '1')).then(() => client.sendReply(to('a', '2')));
    await client.closeSession({ conversation_id: 'a' });
    expect(server.calls.map(({ json, path }) => json.body ?? path)).toEqual(['1', '2', '/v1/human/close']);
  });
});

describe('a close', () => {
  it('waits for the replies before it, their retries included, and replies after it wait for the close', async () => {
    const { client, server } = await connected();
    const first = held(busy);
    server.script(first, ok(), ok(), busy, ok(), ok());
    const calls = [
      client.sendReply(to('a', '1')),
      client.sendReply(to('a', '2')),
      client.closeSession({ conversation_id: 'a' }),
      client.sendReply(to('a', '3')),
    ];
    await server.received(1);
    await new Promise(setImmediate);
    expect(server.calls, 'nothing overtakes the first reply').toHaveLength(1);

    first.release();
    await Promise.all(calls);
    const order = server.calls.map(({ json, path }) => json.body ?? path);
    expect(order).toEqual(['1', '1', '2', '/v1/human/close', '/v1/human/close', '3']);
  });
});

describe('calls for different conversations', () => {
  it('do not wait for each other', async () => {
    const { client, server } = await connected();
    const [first, second] = [held(), held()];
    server.script(first, second);
    const a = client.sendReply(to('a', '1'));
    const b = client.sendReply(to('b', '1'));
    await server.received(2);
    await client.sendReply(to('c', '1'));
    expect(server.calls.map(({ json }) => json.conversation_id).sort()).toEqual(['a', 'b', 'c']);
    first.release();
    second.release();
    await Promise.all([a, b]);
  });

  it.each(['__proto__', 'constructor', 'toString', ' '])('are told apart whatever the id: %j', async (id) => {
    const { client, server } = await connected();
    await Promise.all([client.sendReply(to(id, '1')), client.sendReply(to('a', '1')), client.sendReply(to(id, '2'))]);
    const own = server.calls.filter(({ json }) => json.conversation_id === id);
    expect(own.map(({ json }) => json.body)).toEqual(['1', '2']);
  });

  it('of different clients do not wait for each other', async () => {
    const [one, two] = [await connected(), await connected()];
    const first = held();
    one.server.script(first);
    const waiting = one.client.sendReply(to('a', '1'));
    await two.client.sendReply(to('a', '1'));
    first.release();
    await waiting;
  });
});

describe('ordered: false', () => {
  it('lets calls for one conversation run at the same time', async () => {
    const { client, server } = await connected({ ordered: false });
    const first = held();
    server.script(first);
    const slow = client.sendReply(to('a', '1'));
    await server.received(1);
    await client.sendReply(to('a', '2'));
    await client.closeSession({ conversation_id: 'a' });
    expect(server.calls).toHaveLength(3);
    first.release();
    await slow;
  });
});

describe('turns', () => {
  it('leave no memory behind, however their calls ended', async () => {
    const entered = vi.spyOn(KeyedQueue.prototype, 'enter');
    const { client, server } = await connected({ maxRetries: 1 });
    const ends: Step[] = [ok(), json(400, {}), closeWithoutAnswer, busy, busy, json(200, 'no')];
    server.script(...ends);
    for (let index = 0; index < 5; index++) await client.sendReply(to('a', `${index}`)).catch(() => {});
    await failureOf(client.sendReply(to('b', '1'), { signal: AbortSignal.abort() }));

    const all = held();
    server.otherwise(all);
    const calls = Array.from({ length: 20 }, (_, index) => client.sendReply(to(`c${index % 3}`, `${index}`)));
    const late = failureOf(client.sendReply(to('c0', 'late'), { deadlineMs: 30 }));
    // The client's own queue: what its method was called on.
    const turns = entered.mock.contexts[0] as KeyedQueue;
    expect(turns.size, 'the test sees turns while calls are under way').toBe(3);
    await late;
    all.release();
    await Promise.all(calls);
    expect(turns.size).toBe(0);
  });
});
