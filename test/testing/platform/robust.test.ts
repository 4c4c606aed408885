import { createHumanWebhook } from 'gptbots-human';
import { createPlatform, manualClock, type PlatformOptions, type WebhookTarget } from 'gptbots-human/testing';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../../helpers/eventually.ts';
import { secret, setUp } from './set-up.ts';

describe('two platforms', () => {
  it('have different conversations, also with the same seed and the same time', async () => {
    const options = { secret, seed: 1, clock: manualClock(1) };
    const heard: string[] = [];
    const webhook = createHumanWebhook({
      secret,
      logger: {},
      establish: ({ conversation_id }) => void heard.push(conversation_id),
      chat() {},
      close() {},
    });
    for (let i = 0; i < 3; i++) {
      const platform = createPlatform(options);
      platform.connect(webhook);
      const visitor = await platform.visitor();
      expect(visitor.conversationId).toMatch(/^[0-9a-f]{24}$/);
      await platform.close();
    }
    expect(new Set(heard).size, 'expected no establish to be taken for a repeat').toBe(3);
  });

  it('have the same faults by chance, however many visitors come', async () => {
    const run = async (visitors: number) => {
      const { platform } = setUp({ seed: 7 });
      platform.faults.api({ fault: '500', probability: 0.5 });
      for (let i = 0; i < visitors; i++) await platform.visitor();
      const init = { method: 'POST', headers: { authorization: 'Bearer k' }, body: '{}' };
      const statuses: number[] = [];
      for (let i = 0; i < 30; i++) {
        statuses.push((await platform.fetch('https://api.gptbots.ai/v1/human/close', init)).status);
      }
      return statuses;
    };
    expect(await run(3)).toEqual(await run(0));
  });
});

describe('close', () => {
  it('breaks off a webhook that is not answered', async () => {
    const { platform } = setUp({ clock: manualClock() }, { establish: () => new Promise(() => {}) });
    const arriving = platform.visitor();
    await platform.close();
    // Closed before it was answered, the conversation is over.
    expect((await arriving).status).toBe('closed');
    expect(platform.calls[0]?.failure).toBe('the platform was closed');
    await platform.settled();
  });

  it('answers a call of the API that is delayed', async () => {
    const { platform, client } = setUp({ clock: manualClock() });
    const visitor = await platform.visitor();
    platform.faults.api('delay');
    const sending = client.sendReply({ conversation_id: visitor.conversationId, body: 'x' });
    await eventually(() => expect(visitor.replies).toHaveLength(1));
    await platform.close();
    await sending;
  });

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { platform, client } = setUp();
    const visitor = await platform.visitor();
    const other = await platform.visitor();
    await client.sendReply({ conversation_id: visitor.conversationId, body: 'x' });
    platform.faults.webhook('reorder');
    const saying = other.say('held back');
    expect(timers(), 'expected this test to see timers').toBeGreaterThan(before);
    await platform.close();
    await saying;
    expect(timers()).toBe(before);
  });
});

describe('a webhook that is none', () => {
  it.each<[string, () => unknown]>([
    ['throws nothing at all', () => Promise.reject(null)],
    ['throws undefined', () => Promise.reject(undefined)],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
    ['answers undefined', () => undefined],
    ['answers an object', () => ({ status: 200 })],
    ['answers with a network error', () => Response.error()],
  ])('shows Busy when it %s', async (_case, target) => {
    const platform = createPlatform({ secret });
    // As JavaScript would pass it.
    platform.connect(target as WebhookTarget);
    expect((await platform.visitor()).status).toBe('busy');
    expect(platform.calls[0]).toMatchObject({ answer: undefined, failure: expect.stringMatching(/./) });
    await platform.close();
  });

  it.each<[string, unknown, string?]>([
    ['no URL', 'localhost'],
    ['another protocol', 'ftp://localhost'],
    ['credentials', 'http://user:secret@localhost'],
    ['a fragment', 'http://localhost/#x'],
    ['null', null],
    ['a number', 3000],
    ['a wrong base URL', () => new Response(), 'nope'],
  ])('is refused when it is %s, without quoting it', (_case, target, baseUrl) => {
    const platform = createPlatform();
    const connect = () => platform.connect(target as WebhookTarget, baseUrl);
    expect(connect).toThrow(expect.objectContaining({ kind: 'input' }));
    expect(connect).not.toThrow(/secret/);
  });

  it('keeps the query of its base URL, and shows the whole path in the record', async () => {
    const platform = createPlatform();
    const urls: string[] = [];
    platform.connect(({ url }) => {
      urls.push(url);
      return new Response(null, { status: 404 });
    }, 'http://localhost/gptbots/?token=abc');
    await platform.visitor();
    expect(urls).toEqual(['http://localhost/gptbots/conversation/establish?token=abc']);
    expect(platform.calls[0]?.request.url).toBe('/gptbots/conversation/establish?token=abc');
    await platform.close();
  });
});

describe('wrong options', () => {
  it.each<[string, object]>([
    ['a misspelt one', { secert: 'x' }],
    ['a secret with a line break', { secret: 'top\nsecret' }],
    ['a key that no header can hold', { apiKey: 'schlüssel' }],
    ['a key with a space', { apiKey: 'a b' }],
    ['a clock that is none', { clock: {} }],
    ['a time that is none', { waitTimeoutMs: -1 }],
  ])('are refused: %s', (_case, options) => {
    const create = () => createPlatform(options as PlatformOptions);
    expect(create).toThrow(expect.objectContaining({ kind: 'input' }));
    expect(create).not.toThrow(/top|schlüssel/);
  });

  it.each<[string, unknown]>([
    ['a misspelt name', '5OO'],
    ['null', null],
    ['no probability', { fault: '500' }],
    ['a probability over 1', { fault: '500', probability: 7 }],
    ['a chance of nothing', { fault: 'duplicate', probability: 1 }],
  ])('are refused as a fault, and nothing of that plan is played: %s', async (_case, fault) => {
    const { platform } = setUp();
    expect(() => platform.faults.api('502', fault as never)).toThrow(/there are refuse, .*redirect|from 0 to 1/);
    const response = await platform.fetch('https://api.gptbots.ai/v1/human/close', { method: 'POST' });
    expect(response.status).toBe(401);
  });

  it('are refused as a port and as a time to move on by', async () => {
    const { platform } = setUp();
    for (const port of [-1, 65_536, 1.5, 'x' as never]) {
      await expect(platform.listen(port)).rejects.toMatchObject({ kind: 'input' });
    }
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(manualClock().advance(ms)).rejects.toMatchObject({ kind: 'input' });
    }
  });
});

describe('a function that decides on faults, and throws', () => {
  it('costs a webhook, and says why', async () => {
    const { platform } = setUp();
    platform.faults.webhook(() => {
      throw new Error('a mistake in the test');
    });
    expect((await platform.visitor()).status).toBe('busy');
    expect(platform.calls[0]?.failure).toContain('a mistake in the test');
  });

  it('costs a call of the API, and says why', async () => {
    const { platform, client } = setUp();
    platform.faults.api(() => 'nonsense' as never);
    await expect(client.sendReply({ conversation_id: 'c', body: 'x' })).rejects.toMatchObject({ kind: 'connection' });
    expect(platform.calls[0]?.failure).toContain('nonsense');
  });
});

it('what cannot be said is not delivered', async () => {
  const { platform } = setUp();
  const visitor = await platform.visitor();
  expect(await visitor.say(5n as never)).toEqual({ delivered: false, status: undefined });
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect((await platform.visitor({ fields: circular })).status).toBe('busy');
});

it('a reordered chat waits for a webhook that was sent after it, not for one before', async () => {
  let letFirstGo = () => {};
  const { platform, heard } = setUp(
    {},
    {
      ordered: false,
      chat: (request) => {
        heard.push({ route: 'chat', request });
        if (request.body === 'A') return new Promise<void>((resolve) => (letFirstGo = resolve));
        return undefined;
      },
    },
  );
  const visitor = await platform.visitor();
  platform.faults.webhook('none', 'reorder');
  const first = visitor.say('A');
  const second = visitor.say('B');
  await eventually(() => expect(heard).toHaveLength(2));
  letFirstGo();
  await first;
  await visitor.say('C');
  await second;
  expect(heard.slice(1).map(({ request }) => request.body)).toEqual(['A', 'C', 'B']);
});

it('the clock goes on under fake timers, and moves for one caller at a time', async () => {
  vi.useFakeTimers();
  try {
    const clock = manualClock(0);
    await Promise.all([clock.advance(10), clock.advance(10)]);
    expect(clock.now()).toBe(20);
  } finally {
    vi.useRealTimers();
  }
});

it('a redirect is followed as fetch follows it', async () => {
  const { platform } = setUp();
  const ask = (redirect: RequestRedirect) => {
    platform.faults.api('redirect');
    return platform.fetch('https://api.gptbots.ai/v1/human/close', { method: 'POST', redirect });
  };
  expect((await ask('manual')).status).toBe(302);
  expect((await ask('follow')).status).toBe(404);
  await expect(ask('error')).rejects.toThrow(TypeError);
});

it('records keep the newest of many and of large calls', async () => {
  const { platform } = setUp();
  const send = (body: string) => platform.fetch('https://api.gptbots.ai/v1/human/close', { method: 'POST', body });
  for (let i = 0; i < 1005; i++) await send(String(i));
  expect(platform.calls).toHaveLength(1000);
  const large = 'x'.repeat(9 * 1024 * 1024);
  for (let i = 0; i < 4; i++) await send(large);
  expect(platform.calls.length).toBe(3);
});

it('listens where the runtime gives its modules by import only, as Node before 20.16', async () => {
  const { platform } = setUp();
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  const { url } = await platform.listen();
  expect((await fetch(`${url}/v1/human/close`, { method: 'POST' })).status).toBe(401);
});
