import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { checkSettings } from '../../../src/testing/check/settings.ts';
import type { WebhookTarget } from '../../../src/testing/types.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, checkBriefly, expectFailure, failures, problems, quickWebhook, served } from './support.ts';

const never = () => new Promise<never>(() => {});
const json = (text: string) => new Response(text, { headers: { 'content-type': 'application/json' } });

/** Runs a check, and expects it to keep its time. A minute is for a busy machine. */
async function checkInTime(target: WebhookTarget, timeoutMs: number) {
  const startedAt = performance.now();
  const report = await checkWebhook(target, { secret, timeoutMs });
  expect(performance.now() - startedAt, 'expected the whole run to keep to timeoutMs').toBeLessThan(60_000);
  return report;
}

describe('checkWebhook keeps its time', () => {
  it.each<[string, () => WebhookTarget | Promise<WebhookTarget>]>([
    ['a server that never answers', () => served(() => {})],
    ['a server that sends the head of an answer only', () => served((_req, res) => res.writeHead(200).flushHeaders())],
    ['a server whose answer never ends', () => served((_req, res) => void res.write('{"code":200,'))],
    ['a fetch handler that never resolves', () => never],
    ['a fetch handler whose answer never ends', () => () => new Response(new ReadableStream())],
    ['a handle() that never resolves', () => ({ handle: never })],
  ])('with %s', async (_case, target) => {
    const report = await checkInTime(await target(), 300);
    expectFailure(report, 'establish is accepted', {
      detail: /^Visitors would see Busy: POST \S+ was not answered within \d+ ms\.$/,
      fix: /^Nothing answers in time\..*`ctx\.waitUntil/,
    });
    expectFailure(report, 'every request is answered in time', { detail: /wait for nothing/, fix: /no answer/ });
  });

  it('when everything but the first request hangs', async () => {
    let calls = 0;
    // One after the other, fifty checks would take more than a minute.
    const report = await checkInTime(() => (calls++ ? never() : json('{"code":200,"message":"success"}')), 4000);
    expect(calls, 'expected the checks to run side by side').toBeGreaterThan(50);
    expect(problems(report).length).toBeGreaterThan(25);
  });

  it('when every answer takes nearly all the time it has', async () => {
    const { webhook } = quickWebhook();
    const late = async (request: Request) => {
      await new Promise((resolve) => setTimeout(resolve, 1250));
      return webhook.fetch(request);
    };
    const report = await checkInTime(late, 4000);
    expect(caseOf(report, 'establish is accepted').ok).toBe(true);
  });

  it('with a body that flows on and on', async () => {
    const report = await checkInTime(() => {
      const chunk = new Uint8Array(65_536);
      return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
    }, 30_000);
    expectFailure(report, 'establish is accepted', { detail: 'answered 200', fix: /larger than 1048576 bytes/ });
  });

  it('which is 30 seconds, and never more', () => {
    expect(checkSettings({}).timeoutMs).toBe(30_000);
    expect(checkSettings({ timeoutMs: 600_000 }).timeoutMs).toBe(30_000);
    expect(checkSettings({ timeoutMs: Number.POSITIVE_INFINITY }).timeoutMs).toBe(30_000);
    expect(checkSettings({ timeoutMs: 5000 }).timeoutMs).toBe(5000);
  });
});

describe('checkWebhook tells', () => {
  it('a GET that hangs', async () => {
    const { webhook } = quickWebhook();
    const url = await served((req, res) => (req.method === 'GET' ? undefined : webhook.node(req, res)));
    const report = await checkInTime(url, 10_000);
    expectFailure(report, 'GET on chat is refused', { detail: /was not answered/, fix: /Nothing answers in time/ });
    expect(problems(report)).toEqual([
      'GET on establish is refused',
      'GET on chat is refused',
      'GET on close is refused',
      'every request is answered in time',
    ]);
  });

  it('a webhook that waits for bodies without an end, as advice', async () => {
    const { webhook } = quickWebhook({ bodyTimeoutMs: 60_000 });
    const report = await checkBriefly(await served(webhook.node), { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    const level = 'advice';
    expectFailure(report, 'a body that never ends is not waited for', {
      level,
      detail: /Slow senders/,
      fix: /bodyTimeoutMs/,
    });
    expect(failures(report)).toHaveLength(1);
  });

  it('a handler that is too slow for the webhook', async () => {
    const { webhook } = quickWebhook({ timeoutMs: 30, chat: never });
    const report = await checkWebhook(webhook, { secret });
    expectFailure(report, 'chat is accepted', { detail: 'answered 504', fix: /handler was too slow.*`ctx\.waitUntil/ });
  });
});
