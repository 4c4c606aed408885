import { Agent } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Running } from '../../src/webhook/running.ts';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

describe('drain', () => {
  it('resolves when nothing is under way', async () => {
    const { webhook } = testWebhook();
    await webhook.drain();
    expectAnswer(await post(webhook), 503);
  });

  it('waits for the handlers that run, and for the requests behind them', async () => {
    const done = deferred();
    const { webhook, runs } = testWebhook({ chat: () => done.promise });
    const answers = [1, 2].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    const drained = watched(webhook.drain());
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 3 } }), 503);
    expect(drained.isOver, 'expected drain to wait for the handler').toBe(false);
    done.resolve();
    await drained.promise;
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(runs).toHaveLength(2);
  });

  it('resolves for everyone who asks, before, while and after', async () => {
    const done = deferred();
    const { webhook } = testWebhook({ chat: () => done.promise });
    const answer = post(webhook);
    const all = [webhook.drain(), webhook.drain()];
    done.resolve();
    await Promise.all(all);
    await webhook.drain();
    expectAnswer(await answer, 200);
    expectAnswer(await post(webhook), 503);
  });

  it('also when the last request fails, is refused or overruns', async () => {
    const { webhook } = testWebhook({
      timeoutMs: 30,
      establish: () => new Promise(() => {}),
      chat: () => Promise.reject(new Error('no')),
    });
    const answers = [post(webhook, 'establish'), post(webhook, 'chat'), post(webhook, 'close', { body: '' })];
    await webhook.drain();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([504, 500, 400]);
  });

  it('has the last answer written before it resolves, so that the process may end', async () => {
    const started = deferred();
    const done = deferred();
    const { webhook } = testWebhook({
      chat: () => {
        started.resolve();
        return done.promise;
      },
    });
    let isWritten = () => false;
    const port = await serve((req, res) => {
      isWritten = () => res.writableEnded;
      void webhook.node(req, res);
    });
    const headers = { authorization: `Bearer ${secret}` };
    const answer = sendHttp(port, { path: '/chat', headers, body: payloadText('chat') });
    await started.promise;
    const drained = webhook.drain();
    done.resolve();
    await drained;
    expect(isWritten(), 'expected the answer to be written by then').toBe(true);
    expectAnswer(await answer, 200);
  });

  it('waits for work whose answer was not sent yet', async () => {
    const steps: string[] = [];
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(() => steps.push('work')) });
    const answer = post(webhook);
    await webhook.drain();
    steps.push('drained');
    expectAnswer(await answer, 200);
    expect(steps).toEqual(['work', 'drained']);
  });

  it('serves for delayMs more, on connections that are not to be used again, and then refuses', async () => {
    const { webhook } = testWebhook();
    const port = await serve(webhook.node);
    const headers = { authorization: `Bearer ${secret}` };
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const send = (timestamp: number) =>
      sendHttp(port, { path: '/chat', headers, body: payloadText('chat', { timestamp }), agent });
    expect((await send(1)).headers.connection).toBe('keep-alive');
    const drained = watched(webhook.drain({ delayMs: 60_000 }));
    const during = await send(2);
    expectAnswer(during, 200);
    expect(during.headers.connection).toBe('close');
    expect(drained.isOver).toBe(false);
    await Promise.all([webhook.drain(), drained.promise]);
    const after = await send(3);
    expectAnswer(after, 503);
    expect(after.headers.connection).toBe('close');
  });

  it('refuses once delayMs are over', async () => {
    const { webhook } = testWebhook();
    await webhook.drain({ delayMs: 20 });
    expectAnswer(await post(webhook), 503);
  });

  it('waits for timeoutMs at most, and resolves all the same', async () => {
    const { webhook } = testWebhook({ chat: () => new Promise(() => {}), timeoutMs: 5_000 });
    const answer = post(webhook);
    await webhook.drain({ timeoutMs: 20 });
    expectAnswer(await post(webhook, 'close'), 503);
    const answered = watched(answer.then(() => {}));
    await new Promise(setImmediate);
    expect(answered.isOver, 'expected the handler still to run').toBe(false);
  });

  it('counts timeoutMs after delayMs', async () => {
    const { webhook } = testWebhook({ chat: () => new Promise(() => {}), timeoutMs: 5_000 });
    void post(webhook);
    const start = performance.now();
    await webhook.drain({ delayMs: 50, timeoutMs: 50 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(98);
  });

  it.each([{ delayMs: -1 }, { delayMs: '5' }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }])(
    'rejects options that are wrong, and goes on serving: %j',
    async (options) => {
      const { webhook } = testWebhook();
      // What JavaScript may pass.
      await expect(webhook.drain(options as object)).rejects.toMatchObject({ kind: 'input' });
      expectAnswer(await post(webhook), 200);
    },
  );

  it('stops one webhook, not another', async () => {
    const one = testWebhook();
    const other = testWebhook();
    await one.webhook.drain();
    expectAnswer(await post(other.webhook), 200);
  });
});

describe('Running', () => {
  it('is idle when everything that began has ended', async () => {
    const running = new Running();
    running.begin();
    running.begin();
    const drained = watched(running.drain());
    expect(running.isDraining).toBe(true);
    running.end();
    await new Promise(setImmediate);
    expect(drained.isOver, 'expected it to wait for the second').toBe(false);
    running.end();
    await drained.promise;
  });

  it('waits for what begins while it drains', async () => {
    const running = new Running();
    running.begin();
    const drained = watched(running.drain());
    running.end();
    running.begin();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(drained.isOver).toBe(false);
    running.end();
    await drained.promise;
  });
});

function watched(promise: Promise<void>) {
  const state = {
    isOver: false,
    promise: promise.then(() => {
      state.isOver = true;
    }),
  };
  return state;
}
