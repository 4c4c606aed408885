import { describe, expect, it, vi } from 'vitest';
import { createRouter, isUnder, matchRoute, queryOf } from '../../src/webhook/routing.ts';
import { expectAnswer } from '../helpers/answered.ts';
import { cpuMs } from '../helpers/cpu-time.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

describe('matchRoute', () => {
  it.each([
    ['/conversation/establish', 'establish', []],
    ['/chat', 'chat', []],
    ['/conversation/close', 'close', []],
    ['/gptbots/s3cret/conversation/close', 'close', ['gptbots', 's3cret']],
    ['/chat/', 'chat', []],
    ['/chat//', 'chat', []],
    ['//chat', 'chat', []],
    ['//gptbots///chat', 'chat', ['gptbots']],
    ['//conversation//establish//', 'establish', []],
    ['/chat?token=x', 'chat', []],
    ['/chat/?next=/conversation/close', 'chat', []],
    ['/chat#fragment', 'chat', []],
    ['/%63h%61t', 'chat', []],
    ['/conversation/%65stablish', 'establish', []],
    ['/a%2Fb/chat', 'chat', ['a%2Fb']],
    ['/100%/chat', 'chat', ['100%']],
    ['/%zz/%e9/chat', 'chat', ['%zz', '%e9']],
    ['http://example.com/chat', 'chat', []],
    ['https://user@example.com:8443/gptbots/conversation/establish?x=1', 'establish', ['gptbots']],
    ['HTTP://example.com/chat/', 'chat', []],
    ['proxy/http://example.com/chat', 'chat', ['proxy', 'http:', 'example.com']],
    ['/proxy/http://example.com/chat', 'chat', ['proxy', 'http:', 'example.com']],
  ])('finds in %s the %s route', (url, route, before) => {
    expect(matchRoute(url)).toEqual({ route, before });
  });

  it.each([
    '',
    '/',
    '*',
    '?/chat',
    '/?/chat',
    '#/chat',
    '/chats',
    '/chat/more',
    '/chat%',
    '/chat%20',
    '/chat%00',
    '/establish',
    '/close',
    '/conversation',
    '/other/establish',
    '/gptbots%2Fchat',
    '/conversation%2Festablish',
    '/conversation/establish%2F',
    '/conversation/%E0%A4%A',
    'http://chat',
    'http://example.com?next=/chat',
  ])('finds no route in "%s"', (url) => {
    expect(matchRoute(url)).toBeUndefined();
  });

  it('takes no longer for a URL that is made to be slow', () => {
    const tookMs = cpuMs(() => {
      for (const part of ['/', '%', '%2', '?', '#', 'a://', '/conversation']) matchRoute(part.repeat(100_000));
    });
    expect(tookMs, 'expected well under a second for 100,000 of each').toBeLessThan(2000);
  });
});

describe('isUnder', () => {
  const under = (basePath: string, url: string) => {
    const match = matchRoute(url);
    return match !== undefined && isUnder(basePath, match);
  };

  it.each([
    ['/gptbots', '/gptbots/chat'],
    ['/gptbots/', '/gptbots/chat'],
    ['/gptbots', '/gptbots/secret/chat'],
    ['/gptbots', '//gptbots//chat/'],
    ['/gptbots', '/%67ptbots/chat'],
    ['/a b', '/a%20b/chat'],
    ['/a%20b', '/a%20b/chat'],
    ['/human/service', '/human/service/conversation/establish'],
    ['/', '/chat'],
    ['/', '/secret/chat'],
  ])('%s is the base of %s', (basePath, url) => {
    expect(under(basePath, url)).toBe(true);
  });

  it.each([
    ['/gptbots', '/chat'],
    ['/gptbots', '/gptbot/chat'],
    ['/gptbots', '/gptbots2/chat'],
    ['/gptbots', '/api/gptbots/chat'],
    ['/gptbots', '/gptbots/secret/more/chat'],
    ['/human/service', '/human%2Fservice/chat'],
    ['/', '/two/more/chat'],
  ])('%s is not the base of %s', (basePath, url) => {
    expect(under(basePath, url)).toBe(false);
  });
});

describe('queryOf', () => {
  it.each([
    ['/chat', ''],
    ['/chat?', ''],
    ['/chat?a=1&b=?2', 'a=1&b=?2'],
    ['/chat?a=1#b?c', 'a=1'],
    ['/chat#?a=1', ''],
    ['?a=1', 'a=1'],
    ['http://example.com?a=1', 'a=1'],
  ])('of %s is "%s"', (url, query) => {
    expect(queryOf(url)).toBe(query);
  });
});

describe('basePath', () => {
  it('is any path when it is not given, or empty', async () => {
    for (const basePath of [undefined, '']) {
      const { webhook } = testWebhook({ basePath });
      expectAnswer(await post(webhook, 'chat', { url: '/anywhere/at/all/chat' }), 200);
    }
  });

  it('leaves room for nothing but the secret', async () => {
    const { webhook } = testWebhook({ basePath: '/gptbots' });
    expectAnswer(await post(webhook, 'chat', { url: '/gptbots/chat' }), 200);
    expectAnswer(await post(webhook, 'chat', { url: '/gptbots/something/chat' }), 200);
    expectAnswer(await post(webhook, 'chat', { url: '/gptbots/something/more/chat' }), 404);
    expectAnswer(await post(webhook, 'chat', { url: '/chat' }), 404);
  });
});

describe('createRouter', () => {
  it('finds the same again, also after many other URLs', () => {
    const routeOf = createRouter('/gptbots');
    for (let i = 0; i < 1000; i++) {
      expect(routeOf(`/gptbots/chat?n=${i}`)).toBe('chat');
      expect(routeOf('/gptbots/conversation/close')).toBe('close');
      expect(routeOf(`/other/${i}/chat`)).toBeUndefined();
    }
  });

  it('does not remember more than a few URLs', () => {
    const set = vi.spyOn(Map.prototype, 'set');
    const routeOf = createRouter(undefined);
    for (let i = 0; i < 1000; i++) routeOf(`/chat?n=${i}`);
    const [known] = set.mock.contexts as Map<string, string>[];
    set.mockRestore();
    expect(known?.size).toSatisfy((size: number) => size > 0 && size <= 100);
  });
});
