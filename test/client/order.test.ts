import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyedQueue } from '../../src/internal/keyed-queue.ts';
import { held, json, ok, type Step } from '../helpers/api-server.ts';
import { connected, failureOf } from './support/client.ts';
import { handoff } from './support/handoff.ts';
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
    const { client, platform, visitor } = await handoff({ retry: 'at-least-once' });
    platform.faults.api('429', '500', 'none', '429', 'reset-before-accept', 'none', 'none');
    await Promise.all(['1', '2', '3'].map((body) => client.sendReply(to(visitor.conversationId, body))));
    expect(visitor.replies.map(({ body }) => body)).toEqual(['1', '2', '3']);
    expect(platform.calls.filter(({ name }) => name === 'sendReply')).toHaveLength(7);
  });

  it.each([
    ['refused', '401', ['1', '3']],
    ['broken', 'reset-after-accept', ['1', '2', '3']],
  ] as const)('go on when one was %s', async (_name, fault, shown) => {
    const { client, platform, visitor } = await handoff();
    platform.faults.api('none', fault);
    const calls = ['1', '2', '3'].map((body) => client.sendReply(to(visitor.conversationId, body)));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(visitor.replies.map(({ body }) => body)).toEqual(shown);
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
    const { client, platform, visitor } = await handoff();
    platform.faults.api('429', 'none', 'none', '429');
    const conversation_id = visitor.conversationId;
    const replies = [client.sendReply(to(conversation_id, '1')), client.sendReply(to(conversation_id, '2'))];
    const close = client.closeSession({ conversation_id });
    const late = failureOf(client.sendReply(to(conversation_id, '3')));
    await Promise.all([...replies, close]);
    expect(await late, 'the reply after the close').toMatchObject({ code: 40000, delivery: 'rejected' });
    expect(visitor.replies.map(({ body }) => body)).toEqual(['1', '2']);
    const order = platform.calls.filter(({ kind }) => kind === 'api').map(({ name }) => name);
    expect(order).toEqual(['sendReply', 'sendReply', 'sendReply', 'closeSession', 'closeSession', 'sendReply']);
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
