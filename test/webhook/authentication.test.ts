import { createHumanWebhook } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { serve } from '../helpers/serve.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const utf8AsLatin1 = (text: string) => Buffer.from(text).toString('latin1');

describe('the secret is accepted', () => {
  it.each([
    ['Bearer s3cret'],
    ['bearer s3cret'],
    ['BEARER s3cret'],
    ['Bearer   s3cret  '],
    [['Basic eDp5', 'Bearer s3cret']],
    [['Bearer wrong', 'Bearer s3cret']],
  ])('in the header as %j', async (authorization) => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    expectAnswer(await post(webhook, 'chat', { headers: { authorization } }), 200);
  });

  it.each(['authorization', 'Authorization', 'AUTHORIZATION'])('in a header that is written %s', async (name) => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    expectAnswer(await post(webhook, 'chat', { headers: { host: 'x', [name]: 'Bearer s3cret' } }), 200);
  });

  it('in a Headers object', async () => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    expectAnswer(await post(webhook, 'chat', { headers: new Headers({ Authorization: 'Bearer s3cret' }) }), 200);
    expectAnswer(await post(webhook, 'chat', { headers: new Headers() }), 401);
  });

  it.each([
    ['s3cret', '/chat?token=s3cret'],
    ['s3cret', '/chat?a=1&token=s3cret&b=2'],
    ['s3cret', '/chat?token=wrong&token=s3cret'],
    ['s3cret', '/chat?token=%73%33cret'],
    ['s3cret', '/chat?token=s3cret#fragment'],
    ['a+b', '/chat?token=a+b'],
    ['a+b', '/chat?token=a%2Bb'],
    ['a b', '/chat?token=a+b'],
    ['a b', '/chat?token=a%20b'],
    ['a=b', '/chat?token=a=b'],
    ['a&b', '/chat?token=a%26b'],
    ['100%', '/chat?token=100%'],
    ['密码', '/chat?token=%E5%AF%86%E7%A0%81'],
    ['密码', '/chat?token=密码'],
    ['s3cret', '/s3cret/chat'],
    ['s3cret', '/gptbots//s3cret//chat/'],
    ['a/b', '/a%2Fb/chat'],
    ['a+b', '/a+b/chat'],
    ['a b', '/a%20b/chat'],
    ['100%', '/100%/chat'],
    ['密码', '/%E5%AF%86%E7%A0%81/chat'],
  ])('%s in the URL as %s', async (secret, url) => {
    const { webhook } = testWebhook({ secret });
    expectAnswer(await post(webhook, 'chat', { url, headers: {} }), 200);
  });

  it('in each of its places before each of the routes', async () => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    expectAnswer(await post(webhook, 'establish', { url: '/s3cret/conversation/establish', headers: {} }), 200);
    expectAnswer(await post(webhook, 'close', { url: '/s3cret/conversation/close', headers: {} }), 200);
    expectAnswer(await post(webhook, 'close', { url: '/conversation/s3cret/close', headers: {} }), 404);
  });

  it('in the URL as it came, though the framework has cut its mount path off', async () => {
    const { webhook, runs } = testWebhook({ secret: 's3cret' });
    const port = await serve((req, res) =>
      webhook.node(Object.assign(req, { originalUrl: req.url, url: '/chat' }), res),
    );
    expectAnswer(await sendHttp(port, { path: '/s3cret/chat', body: payloadText('chat') }), 200);
    expect(runs[0]?.ctx.request.url).toBe('/s3cret/chat');
  });

  it('in a URL that is no route, when the route is mounted there by itself', async () => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    const request = { method: 'POST', headers: {}, body: payloadText('chat') };
    const answers = ['/anywhere?token=s3cret', '/anywhere'].map((url) =>
      webhook.routes.chat.handle({ ...request, url }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 401]);
  });

  it('in one place, whatever the others hold', async () => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    const proxy = { authorization: 'Bearer of-a-proxy' };
    expectAnswer(await post(webhook, 'chat', { url: '/gptbots/chat?token=s3cret', headers: proxy }), 200);
    expectAnswer(await post(webhook, 'chat', { url: '/s3cret/chat?token=wrong', headers: proxy }), 200);
  });

  it('when it is not ASCII, as UTF-8 and as latin1', async () => {
    const { webhook } = testWebhook({ secret: 'paßwörd' });
    expectAnswer(await post(webhook, 'chat', { headers: { authorization: 'Bearer paßwörd' } }), 200);
    const asUtf8 = { authorization: `Bearer ${utf8AsLatin1('paßwörd')}` };
    expectAnswer(await post(webhook, 'chat', { headers: asUtf8 }), 200);
    expectAnswer(await post(webhook, 'chat', { headers: new Headers(asUtf8) }), 200);
  });

  it('in each of its versions during a rotation', async () => {
    const { webhook } = testWebhook({ secret: ['new', 'old', 'new'] });
    for (const one of ['new', 'old']) {
      expectAnswer(await post(webhook, 'chat', { headers: { authorization: `Bearer ${one}` } }), 200);
    }
    for (const one of ['', 'older', 'new,old', 'newold', 'new old']) {
      expectAnswer(await post(webhook, 'chat', { headers: { authorization: `Bearer ${one}` } }), 401);
    }
  });

  it('whatever it is, or none, when it is false', async () => {
    const { webhook } = testWebhook({ secret: false });
    expectAnswer(await post(webhook, 'chat', { headers: {} }), 200);
    expectAnswer(await post(webhook, 'chat', { headers: { authorization: 'Bearer anything' } }), 200);
  });
});

describe('401 answers', () => {
  it.each([
    ['nothing', {}],
    ['no header value', { authorization: undefined }],
    ['an empty header', { authorization: '' }],
    ['an empty list', { authorization: [] }],
    ['the scheme alone', { authorization: 'Bearer ' }],
    ['no scheme', { authorization: 's3cret' }],
    ['another scheme', { authorization: 'Basic s3cret' }],
    ['another scheme that is as long', { authorization: 'Digest s3cret' }],
    ['a part of the secret', { authorization: 'Bearer s3cre' }],
    ['more than the secret', { authorization: 'Bearer s3crets' }],
    ['the secret twice', { authorization: 'Bearer s3crets3cret' }],
    ['another case', { authorization: 'Bearer S3CRET' }],
    ['another character', { authorization: 'Bearer s3creT' }],
    ['an escaped header', { authorization: 'Bearer %73%33cret' }],
    ['another header', { 'x-authorization': 'Bearer s3cret', token: 's3cret' }],
  ])('%s', async (_case, headers) => {
    const { webhook, runs } = testWebhook({ secret: 's3cret' });
    const answer = await post(webhook, 'chat', { headers });
    expectAnswer(answer, 401);
    expect(answer.headers['www-authenticate'], 'as RFC 9110 asks of every 401').toBe('Bearer');
    expect(answer.text).not.toContain('s3cret');
    expect(runs).toEqual([]);
  });

  it.each([
    '/chat?token=',
    '/chat?token',
    '/chat?token=s3cre',
    '/chat?Token=s3cret',
    '/chat?mytoken=s3cret',
    '/chat?a=token=s3cret',
    '/chat#token=s3cret',
    '/chat#?token=s3cret',
    '/s3cret/more/chat',
    '/s3cret%2F/chat',
  ])('%s', async (url) => {
    const { webhook } = testWebhook({ secret: 's3cret' });
    expectAnswer(await post(webhook, 'chat', { url, headers: {} }), 401);
  });

  it('a header that is made to be slow, quickly', async () => {
    const { webhook } = testWebhook();
    const before = process.cpuUsage();
    for (const authorization of [
      `Bearer a${' '.repeat(50_000)}b`,
      `Bearer${' '.repeat(50_000)}`,
      `${' '.repeat(50_000)}Bearer`,
    ]) {
      expectAnswer(await post(webhook, 'chat', { headers: { authorization } }), 401);
    }
    // The square of 50,000 takes seconds.
    expect(process.cpuUsage(before).user / 1000, 'expected a time that grows with the length').toBeLessThan(1000);
  });
});

describe('createHumanWebhook without a usable secret', () => {
  const handlers = { establish() {}, chat() {}, close() {} };

  it.each([undefined, null, '', [], [''], ['good', ''], ['good', undefined], ['good', 42], [{}], true, 42, {}])(
    'throws for %j',
    (secret) => {
      // What JavaScript, or an environment variable that is not set, would pass.
      const options = { ...handlers, secret: secret as string };
      expect(() => createHumanWebhook(options)).toThrow(
        expect.objectContaining({
          name: 'GptBotsHumanError',
          kind: 'input',
          message: expect.stringContaining('secret'),
        }),
      );
    },
  );
});
