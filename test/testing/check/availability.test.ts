import { decline } from 'gptbots-human';
import { checkWebhook, type PlainReply, type PlainRequest } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, expectFailure, quickWebhook } from './support.ts';

const bare = (route: string) => `availability test of ${route}, with nothing else`;
const full = (route: string) => `availability test of ${route}, with all fields`;
const routes = ['establish', 'chat', 'close'];

describe("GPTBots' availability test", () => {
  it('is answered 200 on each route, bare and with all fields, and no handler hears of it', async () => {
    const { webhook, runs } = quickWebhook();
    const report = await checkWebhook(webhook, { secret });
    for (const name of [...routes.map(bare), ...routes.map(full)]) {
      expect(caseOf(report, name)).toMatchObject({ ok: true, got: expect.stringMatching(/^200, /) });
      expect(caseOf(report, name).skipped).toBeUndefined();
    }
    expect(runs.filter(({ request }) => 'istest' in request)).toEqual([]);
  });

  it('is answered outside business hours too', async () => {
    const { webhook } = quickWebhook({ establish: () => decline('closed'), chat: () => decline('closed') });
    const report = await checkWebhook(webhook, { secret });
    for (const route of routes) expect(caseOf(report, bare(route))).toMatchObject({ ok: true });
    expect(caseOf(report, full('chat')).skipped).toMatch(/declined the first establish/);
  });

  it('is a problem when the webhook takes it for a message, and leaves no conversation behind', async () => {
    const open = new Set<string>();
    const report = await checkWebhook({ handle: async (request) => handWritten(request, open) });
    for (const route of ['establish', 'chat']) {
      expectFailure(report, bare(route), {
        detail: /^GPTBots would call the webhook unavailable: POST .* answered 400/,
        fix: '"istest": true',
      });
    }
    expectFailure(report, bare('close'), { level: 'advice', detail: /answered 400/, fix: '"istest": true' });
    expect([...open]).toEqual([]);
  });

  it('is diagnosed like any other request when something else answers', async () => {
    const { webhook } = quickWebhook();
    const target = (request: PlainRequest) =>
      request.body?.includes('istest')
        ? Promise.resolve<PlainReply>({ status: 403, headers: {}, body: 'Forbidden' })
        : webhook.handle(request);
    const report = await checkWebhook({ handle: target }, { secret });
    expectFailure(report, full('chat'), { detail: /answered 403/, fix: /A firewall, an address list/ });
  });
});

// Knows the documented fields, and nothing of `istest`.
function handWritten({ url, body = '{}' }: PlainRequest, open: Set<string>): PlainReply {
  const { conversation_id } = JSON.parse(body) as { conversation_id?: string };
  const code = conversation_id ? 200 : 400;
  if (conversation_id && url.endsWith('/establish')) open.add(conversation_id);
  if (conversation_id && url.endsWith('/close')) open.delete(conversation_id);
  const headers = { 'content-type': 'application/json' };
  return { status: code, headers, body: JSON.stringify({ code, message: conversation_id ? 'ok' : 'no id' }) };
}
