import { decline } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import type { WebhookTarget } from '../../../src/testing/types.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, checkBriefly, expectFailure, failures, problems, quickWebhook } from './support.ts';

describe('a webhook that declines', () => {
  it('is told from one that is broken, and checked as far as possible', async () => {
    const { webhook, runs } = quickWebhook({ establish: () => decline('outside business hours') });
    const report = await checkWebhook(webhook.fetch, { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    expectFailure(report, 'establish is accepted', {
      level: 'advice',
      detail: /^The webhook declined, so visitors see Busy now: .* answered 503/,
      fix: /This is fine if you mean it.*outside business hours/,
    });
    expect(failures(report)).toHaveLength(1);
    expect(caseOf(report, 'chat again').skipped).toContain('declined');
    expect(caseOf(report, 'establish with a wrong secret is refused')).toMatchObject({ ok: true, got: /^401/ });
    expect(caseOf(report, 'chat with malformed JSON is refused').skipped).toBeUndefined();
    expect(
      runs.map(({ route }) => route),
      'expected nothing to be closed that was not established',
    ).toEqual(['establish']);
  });

  it('now and then, is checked as far as it accepts', async () => {
    let count = 0;
    const { webhook } = quickWebhook({ establish: () => (count++ % 2 ? decline('busy') : undefined) });
    const report = await checkWebhook(webhook.fetch, { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    expect(report.cases.filter(({ skipped }) => skipped?.includes('declined this request')).length).toBeGreaterThan(5);
  });

  it('because it shuts down, is a problem', async () => {
    const { webhook } = quickWebhook();
    await webhook.drain();
    const report = await checkWebhook(webhook, { secret });
    expectFailure(report, 'establish is accepted', { detail: 'answered 503', fix: /shutting down.*Check again/ });
  });
});

describe('checkWebhook tells', () => {
  it('a handler that throws', async () => {
    const { webhook } = quickWebhook({ close: () => Promise.reject(new Error('no database')) });
    const report = await checkWebhook(webhook, { secret });
    expectFailure(report, 'close is accepted', {
      detail: /^You would not learn that a conversation has ended: .* answered 500/,
      fix: /Your code threw an error\. See `onError` or the server's log/,
    });
  });

  it('a webhook that does not know the editions of the documentation', async () => {
    const { webhook } = quickWebhook();
    const strict = async (request: Request) => {
      const { user_info, conversation_id } = await request
        .clone()
        .json()
        .catch(() => ({}));
      const isStrange = request.url.endsWith('/establish') && conversation_id && !user_info;
      if (!isStrange) return webhook.fetch(request);
      return Response.json({ code: 400, message: 'user_info: required' }, { status: 400 });
    };
    const report = await checkBriefly(strict, { secret });
    expectFailure(report, 'establish of the 2024 edition, without user_info', {
      detail: /^Visitors would see Busy/,
      fix: /refuses a request that GPTBots is documented to send.*user_info: required/,
    });
  });

  it('a webhook that refuses a repeat', async () => {
    const { webhook } = quickWebhook();
    const seen = new Set<string>();
    const once = async (request: Request) => {
      const text = await request.clone().text();
      const isRepeat = request.method === 'POST' && text.startsWith('{') && seen.has(request.url + text);
      if (isRepeat) return Response.json({ code: 409, message: 'exists already' }, { status: 409 });
      seen.add(request.url + text);
      return webhook.fetch(request);
    };
    const report = await checkBriefly(once, { secret });
    const detail = /^Visitors would see Busy, when GPTBots delivers a request again: .* answered 409/;
    expectFailure(report, 'establish again', { detail, fix: /Leave `dedupe` on/ });
    expectFailure(report, 'the same chat three times at once', { detail: 'answered 409', fix: /exists already/ });
  });

  it('a webhook that checks nothing of the contract, as advice', async () => {
    const { webhook } = quickWebhook();
    const unnamed = async (request: Request) => {
      const response = await webhook.fetch(request);
      return response.status === 400 ? Response.json({ code: 400, message: 'bad' }, { status: 400 }) : response;
    };
    const report = await checkWebhook(unnamed, { secret });
    expect(report.ok).toBe(true);
    const name = 'establish without timestamp is refused, and the field named';
    expectFailure(report, name, { level: 'advice', detail: /does not say why/, fix: /timestamp/ });
  });
});

describe('checkWebhook survives a target', () => {
  it.each<[string, unknown, RegExp, RegExp]>([
    [
      'that throws',
      () => {
        throw new Error('boom');
      },
      /Error: boom/,
      /has to answer every request/,
    ],
    [
      'that rejects',
      () => Promise.reject(new TypeError('boom', { cause: 'none' })),
      /got no answer/,
      /has to answer every request/,
    ],
    ['that rejects with nothing', () => Promise.reject(), /got no answer/, /has to answer every request/],
    ['that returns undefined', () => undefined, /returned undefined, not a Response/, /return webhook\.fetch/],
    ['that returns null', async () => null, /returned null, not a Response/, /return webhook\.fetch/],
    ['that returns a text', () => 'hello', /returned a string, not a Response/, /return webhook\.fetch/],
    ['that returns an object', () => ({ code: 200 }), /returned an object with code/, /return webhook\.fetch/],
    ['that returns a Response without a body', () => new Response(), /answered 200/, /an empty body/],
    ['that returns a failed Response', () => Response.error(), /answered 0/, /unknown to this check/],
    [
      'that returns a Response that was read',
      async () => {
        const read = Response.json({});
        await read.text();
        return read;
      },
      /got no answer/,
      /has to answer every request/,
    ],
    [
      'whose handle() throws',
      {
        handle() {
          throw new Error('boom');
        },
      },
      /Error: boom/,
      /has to answer every request/,
    ],
    ['whose handle() returns nothing', { async handle() {} }, /handle\(\) returned undefined/, /return webhook/],
    [
      'whose handle() returns a Response',
      { handle: async () => Response.json({}) },
      /handle\(\) returned an object/,
      /return webhook/,
    ],
    [
      'whose handle() returns no headers',
      { handle: async () => ({ status: 200, body: '' }) },
      /answered 200/,
      /an empty body/,
    ],
  ])('%s', async (_case, target, detail, fix) => {
    // What JavaScript could pass.
    const report = await checkWebhook(target as WebhookTarget, { secret, timeoutMs: 5000 });
    expectFailure(report, 'establish is accepted', { detail, fix });
    expect(problems(report)).toEqual(expect.arrayContaining(['chat is accepted', 'close is accepted']));
  });
});
