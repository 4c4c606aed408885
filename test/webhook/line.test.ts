import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

afterEach(() => {
  vi.useRealTimers();
});

const rounds = () => new Promise(setImmediate);

/** The answer to a request that must not wait in line any longer. Fails at once when none has come. */
async function answerNow<T>(answer: Promise<T>, why: string): Promise<T> {
  let came = false;
  const settled = () => {
    came = true;
  };
  answer.then(settled, settled);
  for (let round = 0; round < 20 && !came; round++) await rounds();
  if (!came) throw new Error(`expected an answer by now, because ${why}; but the request still waits in line`);
  return answer;
}

/** Stops the clock of the webhook's time limits. Node's own work goes on. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
}

describe('the line of one conversation', () => {
  it('takes maxQueued requests, and answers 503 at once to whoever comes then', async () => {
    const done = deferred();
    const { webhook, runs, logged } = testWebhook({ maxQueued: 2, chat: () => done.promise });
    const taken = [1, 2, 3].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    expectAnswer(await answerNow(post(webhook, 'chat', { fields: { timestamp: 4 } }), 'maxQueued is 2'), 503);
    const other = post(webhook, 'chat', { fields: { conversation_id: 'other' } });
    done.resolve();
    for (const answer of await Promise.all([...taken, other])) expectAnswer(answer, 200);
    expect(runs).toHaveLength(4);
    expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 4 } }), 200);
    expect(runs, 'expected the one that was refused to run when it comes again').toHaveLength(5);
  });

  it('takes 100 by default', async () => {
    const done = deferred();
    const { webhook } = testWebhook({ chat: () => done.promise });
    const taken = Array.from({ length: 101 }, (_, timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    const last = post(webhook, 'chat', { fields: { timestamp: 101 } });
    expectAnswer(await answerNow(last, '100 wait already'), 503);
    done.resolve();
    for (const answer of await Promise.all(taken)) expectAnswer(answer, 200);
  });

  it('is left after queueTimeoutMs, with 503, by whoever waits for longer', async () => {
    const done = deferred();
    stopClock();
    const { webhook, runs } = testWebhook({ queueTimeoutMs: 30, chat: () => done.promise });
    const first = post(webhook, 'chat', { fields: { timestamp: 1 } });
    const second = post(webhook, 'chat', { fields: { timestamp: 2 } });
    vi.advanceTimersByTime(30);
    expectAnswer(await answerNow(second, 'queueTimeoutMs is over'), 503);
    done.resolve();
    expectAnswer(await first, 200);
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 2 } }), 200);
    expect(runs.map(({ request }) => request.timestamp)).toEqual([1, 2]);
  });

  it.each([true, false])('is the same for repeats without an order, ordered: %s', async (ordered) => {
    const done = deferred();
    stopClock();
    const { webhook, runs } = testWebhook({ ordered, queueTimeoutMs: 30, chat: () => done.promise });
    const first = post(webhook);
    const repeat = post(webhook);
    vi.advanceTimersByTime(30);
    expectAnswer(await answerNow(repeat, 'queueTimeoutMs is over'), 503);
    done.resolve();
    expectAnswer(await first, 200);
    expect(runs).toHaveLength(1);
  });

  it.each(['plain', 'fetch'])('is left by a caller who has gone, whose handler does not run: %s', async (face) => {
    const done = deferred();
    const { webhook, runs } = testWebhook({ chat: () => done.promise });
    const controller = new AbortController();
    const { signal } = controller;
    const send = async (timestamp: number) => {
      const body = payloadText('chat', { timestamp });
      const headers = { authorization: `Bearer ${secret}` };
      if (face === 'plain') return webhook.handle({ method: 'POST', url: '/chat', headers, body }, { signal });
      return webhook.fetch(new Request('http://localhost/chat', { method: 'POST', headers, body, signal }));
    };
    const first = post(webhook, 'chat', { fields: { timestamp: 0 } });
    const gone = [send(1), send(2)];
    await rounds();
    const last = post(webhook, 'chat', { fields: { timestamp: 3 } });
    controller.abort();
    for (const answer of await answerNow(Promise.all(gone), 'the callers have gone')) expect(answer.status).toBe(503);
    const goneBefore = await answerNow(send(4), 'the caller had gone before');
    expect(goneBefore.status, 'expected one who had gone before not to be handled either').toBe(503);
    done.resolve();
    for (const answer of await Promise.all([first, last])) expectAnswer(answer, 200);
    expect(runs.map(({ request }) => request.timestamp)).toEqual([0, 3]);
  });

  it('leaves no listener behind on a signal', async () => {
    const done = deferred();
    const { webhook } = testWebhook({ chat: () => done.promise });
    const listeners = new Set<unknown>();
    const signal = Object.assign(new EventTarget(), { aborted: false }) as AbortSignal;
    signal.addEventListener = (_type: string, listener: unknown) => void listeners.add(listener);
    signal.removeEventListener = (_type: string, listener: unknown) => void listeners.delete(listener);
    const first = post(webhook, 'chat', { fields: { timestamp: 1 } });
    const headers = { authorization: `Bearer ${secret}` };
    const request = { method: 'POST', url: '/chat', headers, body: payloadText('chat') };
    const second = webhook.handle(request, { signal });
    expect(listeners.size).toBe(1);
    done.resolve();
    expectAnswer(await first, 200);
    expect((await second).status).toBe(200);
    expect(listeners.size).toBe(0);
  });
});
