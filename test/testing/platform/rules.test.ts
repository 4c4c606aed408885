import { decline, type HumanWebhookOptions } from 'gptbots-human';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { secret, setUp } from './set-up.ts';

const reply = (conversation_id: string, body = 'Hi, this is Ann.') => ({ conversation_id, body });

describe('establish', () => {
  it('answered with 200 leaves the visitor connecting, and the first reply connects', async () => {
    const { platform, client, heard } = setUp();
    const visitor = await platform.visitor({ email: 'bob@example.com', user: { user_id: 'KDslas' } });
    expect(visitor.status).toBe('connecting');
    expect(heard).toMatchObject([
      {
        route: 'establish',
        request: {
          conversation_id: visitor.conversationId,
          email: 'bob@example.com',
          body: [{ message_type: 'QUESTION' }, { message_type: 'ANSWER', text: '' }],
          user_info: { user_id: 'KDslas', email: 'bob@example.com', phone: null },
        },
      },
    ]);
    await client.sendReply(reply(visitor.conversationId));
    expect(visitor.status).toBe('connected');
    expect(await visitor.nextReply()).toEqual({ body: 'Hi, this is Ann.', at: expect.any(Number) });
  });

  it.each<[string, Partial<HumanWebhookOptions>]>([
    ['is declined', { establish: () => decline('closed today') }],
    ['throws', { establish: () => Promise.reject(new Error('no')), onError: () => {} }],
    ['does not accept the secret', { secret: 'another secret' }],
  ])('shows Busy when it %s, and lets nothing pass', async (_case, handlers) => {
    const { platform, client } = setUp({}, handlers);
    const visitor = await platform.visitor();
    expect(visitor.status).toBe('busy');
    expect(await visitor.ended()).toBe('BUSY');
    expect(await visitor.say('hello')).toEqual({ delivered: false, status: undefined });
    await expect(client.sendReply(reply(visitor.conversationId))).rejects.toMatchObject({ code: 40000 });
    expect(visitor.replies).toEqual([]);
    await visitor.leave();
    expect(platform.calls.map(({ name }) => name)).toEqual(['establish', 'sendReply']);
  });

  it('shows Busy when nobody is connected, and when nobody listens there', async () => {
    const platform = createPlatform({ secret });
    expect((await platform.visitor()).status).toBe('busy');
    expect(platform.calls[0]?.failure).toContain('platform.connect()');
    const unused = await platform.listen();
    await unused.close();
    platform.connect(`${unused.url}/gptbots`);
    expect((await platform.visitor()).status).toBe('busy');
    expect(platform.calls[1]?.failure, 'expected the reason').toContain('ECONNREFUSED');
  });

  it('shows Busy when it is not answered in time', async () => {
    const clock = manualClock();
    const { platform } = setUp({ clock, webhookTimeoutMs: 5_000 }, { establish: () => new Promise(() => {}) });
    const arriving = platform.visitor();
    await clock.advance(5_000);
    expect((await arriving).status).toBe('busy');
    expect(platform.calls[0]?.failure).toContain('5000 ms');
  });

  it('takes a reply while it is being answered, and shows it after the 200', async () => {
    const { platform, client } = setUp(
      {},
      {
        async establish({ conversation_id }) {
          await client.sendReply(reply(conversation_id, 'one'));
          expect(platform.visitors[0]?.replies, 'expected it to be held').toEqual([]);
          await client.sendReply(reply(conversation_id, 'two'));
        },
      },
    );
    const visitor = await platform.visitor();
    expect(visitor.replies.map(({ body }) => body)).toEqual(['one', 'two']);
    expect(visitor.status).toBe('connected');
  });

  it('drops such a reply when there is no 200', async () => {
    const { platform, client } = setUp(
      {},
      {
        async establish({ conversation_id }) {
          await client.sendReply(reply(conversation_id));
          return decline();
        },
      },
    );
    const visitor = await platform.visitor();
    expect(visitor).toMatchObject({ status: 'busy', replies: [] });
  });
});

describe('time', () => {
  it('ends a conversation that nobody answered, and says so', async () => {
    const clock = manualClock();
    const { platform, heard } = setUp({ clock });
    const visitor = await platform.visitor();
    await clock.advance(59_999);
    expect(visitor.status).toBe('connecting');
    expect(visitor.deadlineAt).toBe(clock.now() + 1);
    await clock.advance(1);
    await platform.settled();
    expect(visitor).toMatchObject({ status: 'closed', endReason: 'TIMEOUT', deadlineAt: undefined });
    expect(heard.at(-1)).toMatchObject({
      route: 'close',
      request: { conversation_id: visitor.conversationId, type: 'TIMEOUT' },
    });
  });

  it('does not count what the visitor says as an answer', async () => {
    const clock = manualClock();
    const { platform } = setUp({ clock });
    const visitor = await platform.visitor();
    await clock.advance(30_000);
    await visitor.say('hello?');
    await clock.advance(30_000);
    expect(visitor.endReason).toBe('TIMEOUT');
  });

  it('ends a silent conversation, counted from the last word of either side', async () => {
    const clock = manualClock();
    const { platform, client } = setUp({ clock, idleTimeoutMs: 100_000 });
    const visitor = await platform.visitor();
    await client.sendReply(reply(visitor.conversationId));
    await clock.advance(99_999);
    await visitor.say('still here');
    await clock.advance(99_999);
    await client.sendReply(reply(visitor.conversationId));
    await clock.advance(99_999);
    expect(visitor.status).toBe('connected');
    await clock.advance(1);
    expect(visitor.endReason).toBe('TIMEOUT');
  });

  it('fires what is due in order, each at its own time', async () => {
    const clock = manualClock(1_000);
    const fired: [string, number][] = [];
    const fire = (name: string) => () => fired.push([name, clock.now()]);
    clock.start(30, fire('c'));
    clock.start(10, () => {
      fire('a')();
      clock.start(10, fire('b'));
    });
    clock.start(30, fire('d'));
    clock.start(31, fire('late'));
    const cancelled = clock.start(5, fire('cancelled'));
    cancelled.cancel();
    await clock.advance(30);
    expect(fired).toEqual([
      ['a', 1_010],
      ['b', 1_020],
      ['c', 1_030],
      ['d', 1_030],
    ]);
    expect(clock.now()).toBe(1_030);
  });
});

describe('after the end', () => {
  it.each<[string, (visitor: { leave(): Promise<void> }, close: () => Promise<unknown>) => Promise<unknown>, string]>([
    ['the visitor leaves', (visitor) => visitor.leave(), 'USER_CLOSED'],
    ['the service closes', (_visitor, close) => close(), 'CLOSED_BY_SERVICE'],
  ])('nothing is shown any more: %s', async (_case, end, endReason) => {
    const { platform, client, heard } = setUp();
    const visitor = await platform.visitor();
    const { conversationId } = visitor;
    await client.sendReply(reply(conversationId, 'before'));
    const ended = visitor.ended();
    await end(visitor, () => client.closeSession({ conversation_id: conversationId }));
    expect(await ended).toBe(endReason);
    await expect(client.sendReply(reply(conversationId, 'after'))).rejects.toMatchObject({
      delivery: 'rejected',
      code: 40000,
    });
    expect(visitor.replies.map(({ body }) => body)).toEqual(['before']);
    expect(await visitor.say('hello')).toEqual({ delivered: false, status: undefined });
    expect(await visitor.nextReply()).toMatchObject({ body: 'before' });
    await expect(visitor.nextReply()).rejects.toThrow(endReason);
    const closes = heard.filter(({ route }) => route === 'close');
    expect(closes).toHaveLength(endReason === 'USER_CLOSED' ? 1 : 0);
    await client.closeSession({ conversation_id: conversationId });
  });
});

describe('the API', () => {
  it.each([
    ['a wrong key', { apiKey: 'right' }, 'Bearer test', { conversation_id: 'c', timestamp: 1, body: 'x' }, 401, 40127],
    ['no key', {}, 'Bearer ', { conversation_id: 'c', timestamp: 1, body: 'x' }, 401, 40127],
    ['another scheme', {}, 'Basic test', { conversation_id: 'c', timestamp: 1, body: 'x' }, 401, 40127],
    ['an unknown conversation', {}, 'Bearer test', { conversation_id: 'c', timestamp: 1, body: 'x' }, 400, 40000],
    ['no conversation', {}, 'Bearer test', { timestamp: 1, body: 'x' }, 400, 40000],
    ['a timestamp as text', {}, 'Bearer test', { conversation_id: 'c', timestamp: '1', body: 'x' }, 400, 40000],
    ['no timestamp', {}, 'Bearer test', { conversation_id: 'c', body: 'x' }, 400, 40000],
    ['no text', {}, 'Bearer test', { conversation_id: 'c', timestamp: 1 }, 400, 40000],
    ['a list', {}, 'Bearer test', [], 400, 40000],
  ])('refuses %s', async (_case, options, authorization, body, status, code) => {
    const { platform } = setUp(options);
    const response = await platform.fetch('https://api.gptbots.ai/v1/human/message/receive', {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: expect.any(String), data: null });
  });

  it('has two calls, both POST', async () => {
    const { platform } = setUp();
    expect((await platform.fetch('https://api.gptbots.ai/v1/other', { method: 'POST' })).status).toBe(404);
    expect((await platform.fetch('https://api.gptbots.ai/v1/human/close')).status).toBe(405);
  });

  it('records what it got, to the byte', async () => {
    const { platform } = setUp();
    const text = '{"conversation_id" :"c","timestamp":1, "body":"\\u4f60好"}';
    await platform.fetch('https://example.test/v1/human/message/receive', {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: text,
    });
    const [call] = platform.calls;
    expect(new TextDecoder().decode(call?.request.body)).toBe(text);
    expect(call).toMatchObject({
      kind: 'api',
      name: 'sendReply',
      conversationId: 'c',
      request: { method: 'POST', headers: { authorization: 'Bearer k' } },
      answer: { status: 400 },
      durationMs: expect.any(Number),
    });
  });
});
