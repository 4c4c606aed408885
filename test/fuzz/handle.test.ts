import fc from 'fast-check';
import { createHumanWebhook, type WebhookReply } from 'gptbots-human';
import { expect, it } from 'vitest';
import { payloadText, routePaths, routes } from '../helpers/payloads.ts';
import { anything, real, unreadable } from './anything.ts';

const statuses = [200, 400, 401, 404, 405, 408, 413, 415, 500, 503, 504];
const secret = 'correct-horse';
const silent = {};
const url = `/${secret}/chat`;

function webhookOf(options: object = {}) {
  const nothing = () => {};
  return createHumanWebhook({
    secret,
    establish: nothing,
    chat: nothing,
    close: nothing,
    logger: silent,
    bodyTimeoutMs: 200,
    timeoutMs: 200,
    ...options,
  });
}

function expectReply(reply: WebhookReply): void {
  expect(statuses).toContain(reply.status);
  expect(reply.headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(reply.body)).toEqual({ code: reply.status, message: expect.any(String) });
}

it('webhook.handle resolves to a reply of the table, whatever it is given', async () => {
  const webhook = webhookOf();
  const maybe = <T>(usual: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: anything() });
  const request = fc.oneof(
    anything(),
    fc.record(
      {
        method: maybe(fc.constantFrom('POST', 'post', 'GET')),
        url: maybe(fc.constantFrom(url, `/x${url}?a#b`, '/chat', '/nothing')),
        headers: maybe(
          fc.constantFrom({}, { 'content-type': 'application/json' }, { authorization: ['Bearer x', secret] }),
        ),
        body: maybe(
          fc.oneof(fc.constant(payloadText('chat')), fc.json(), fc.uint8Array(), fc.string({ unit: 'binary' })),
        ),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(request, maybe(fc.constant(undefined)), async (given, context) => {
      // What the types forbid is what is tried.
      expectReply(await webhook.handle(real(given) as never, real(context) as never));
      expectReply(await webhook.routes.chat.handle(real(given) as never, real(context) as never));
    }),
    { numRuns: 1_000 },
  );
  await webhook.drain();
});

it('webhook.handle resolves to a reply of the table, whatever fields a request has', async () => {
  const webhook = webhookOf({ dedupe: false });
  const route = fc.constantFrom(...routes);
  await fc.assert(
    fc.asyncProperty(
      route,
      fc.dictionary(fc.string(), anything()),
      fc.constantFrom('object', 'text'),
      async (name, fields, kind) => {
        const whole = real({ ...JSON.parse(payloadText(name)), ...fields });
        let body: unknown = whole;
        try {
          if (kind === 'text') body = JSON.stringify(whole);
        } catch {
          // Not everything can be written as JSON.
        }
        expectReply(
          await webhook.handle({
            method: 'POST',
            url: `/${secret}${routePaths[name]}`,
            headers: {},
            body: body as never,
          }),
        );
      },
    ),
    { numRuns: 1_000 },
  );
  await webhook.drain();
});

it.each(unreadable)('a field of a parsed body may be %s', async (_name, make) => {
  const webhook = webhookOf({ dedupe: false });
  for (const route of routes) {
    for (const field of ['unknown', 'user_info', 'body', 'email', 'then']) {
      const body = { ...JSON.parse(payloadText(route)), [field]: make() };
      expectReply(await webhook.handle({ method: 'POST', url: `/${secret}${routePaths[route]}`, headers: {}, body }));
    }
  }
  await webhook.drain();
});

const places = ['verify', 'chat', 'onError', 'onHandled', 'logger', 'waitUntil', 'host'] as const;
type Place = (typeof places)[number];

/** A webhook in which `hook` is called in one place. */
function withHook(place: Place, hook: () => unknown) {
  const log = place === 'logger' ? hook : () => {};
  return webhookOf({
    ...(place === 'verify' || place === 'onError' || place === 'onHandled' ? { [place]: hook } : {}),
    ...(place === 'host' ? { waitUntil: hook } : {}),
    logger: { debug: log, info: log, warn: log, error: log },
    chat: (_request: unknown, ctx: { waitUntil(work: unknown): void }) => {
      ctx.waitUntil(place === 'waitUntil' ? hook : () => {});
      // So that there is something to hear of.
      if (place === 'onError') throw new Error('the handler fails');
      return place === 'chat' ? hook() : undefined;
    },
  });
}

async function answersWith(place: Place, hook: () => unknown): Promise<void> {
  const webhook = withHook(place, hook);
  const request = { method: 'POST', url, headers: {}, body: payloadText('chat') };
  const reply = await webhook.handle(request);
  expectReply(reply);
  if (place === 'onHandled' || place === 'logger' || place === 'waitUntil' || place === 'host')
    expect(reply.status).toBe(200);
  await webhook.drain();
}

it.each(places.flatMap((place) => unreadable.map(([name, make]) => [place, name, make] as const)))(
  '%s may throw, reject with and return %s',
  async (place, _name, make) => {
    await answersWith(place, () => {
      throw make();
    });
    await answersWith(place, async () => {
      throw make();
    });
    await answersWith(place, make);
  },
);

it('handlers and hooks may throw and return anything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), anything(), fc.boolean(), (place, value, isThrown) =>
      answersWith(place, () => {
        if (isThrown) throw real(value);
        return real(value);
      }),
    ),
    { numRuns: 500 },
  );
});
