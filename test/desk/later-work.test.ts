import { createDesk } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { payloadText, routePaths, routes } from '../helpers/payloads.ts';
import { secret } from '../helpers/test-webhook.ts';

const request = (route: (typeof routes)[number], fields?: Record<string, unknown>) => ({
  method: 'POST',
  url: routePaths[route],
  headers: { authorization: `Bearer ${secret}` },
  body: payloadText(route, fields),
});

describe('what a webhook leaves behind in a desk', () => {
  it('is part of what a host that freezes waits for: greeting and hooks', async () => {
    const sending = deferred();
    const done: string[] = [];
    const told: Promise<unknown>[] = [];
    const hook = (name: string) => async () => {
      await new Promise(setImmediate);
      done.push(name);
    };
    const desk = createDesk({
      secret,
      logger: {},
      greeting: 'One minute.',
      waitUntil: (all) => told.push(all),
      client: {
        sendReply: async ({ body }) => {
          await sending.promise;
          done.push(body);
          return {};
        },
        closeSession: async () => ({}),
      },
      onOpened: hook('onOpened'),
      onMessage: hook('onMessage'),
      onClosed: hook('onClosed'),
      onUnanswered: hook('onUnanswered'),
    });
    await desk.webhook.handle(request('establish'));
    expect(told, 'expected the host to be told once, before the answer').toHaveLength(1);
    sending.resolve();
    await told[0];
    expect(done.sort()).toEqual(['One minute.', 'onOpened']);
    const message = (await desk.transcript('67d8db020fa31d1ef64f53dg')).find(({ from }) => from === 'system');
    expect(message?.status, 'expected the outcome to be recorded as well').toBe('sent');
    await desk.webhook.handle(request('chat'));
    await told[1];
    expect(done.slice(2)).toEqual(['onMessage']);
    await desk.webhook.handle(request('close'));
    await told[2];
    expect(done.slice(3)).toEqual(['onClosed', 'onUnanswered']);
    await desk.shutdown();
  });

  it('is nothing after an availability test', async () => {
    const heard: string[] = [];
    const told: unknown[] = [];
    const send = async () => {
      heard.push('sent');
      return {};
    };
    const desk = createDesk({
      secret,
      logger: {},
      greeting: 'One minute.',
      accept: () => heard.push('accept') > 0,
      waitUntil: (all) => told.push(all),
      client: { sendReply: send, closeSession: send },
      onOpened: () => heard.push('onOpened'),
      onMessage: () => heard.push('onMessage'),
      onClosed: () => heard.push('onClosed'),
      onUnanswered: () => heard.push('onUnanswered'),
    });
    for (const route of routes) {
      for (const body of ['{"istest":true}', payloadText(route, { istest: 'true' })]) {
        const { status } = await desk.webhook.handle({ ...request(route), body });
        expect(status).toBe(200);
      }
    }
    expect((await desk.sessions()).sessions).toEqual([]);
    await desk.shutdown();
    expect(heard).toEqual([]);
    expect(told).toEqual([]);
  });
});
