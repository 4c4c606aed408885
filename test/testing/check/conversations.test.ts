import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import type { Run } from '../../helpers/test-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, quickWebhook } from './support.ts';

const idsOf = (runs: Run[], route: string) =>
  new Set(runs.filter((run) => run.route === route).map(({ request }) => String(request.conversation_id)));

describe('the conversations of a check', () => {
  it('have ids that begin with gptbots-human-check-, other ones in each run', async () => {
    const { webhook, runs } = quickWebhook();
    await checkWebhook(webhook, { secret });
    const first = idsOf(runs, 'establish');
    await checkWebhook(webhook, { secret });
    const all = [...idsOf(runs, 'establish'), ...idsOf(runs, 'chat'), ...idsOf(runs, 'close')];
    expect(first.size).toBeGreaterThan(10);
    expect(idsOf(runs, 'establish').size).toBe(first.size * 2);
    expect(all.filter((id) => !/^gptbots-human-check-[0-9a-f]{12}-\d+$/.test(id))).toEqual([]);
  });

  it('are all closed again, each after it was established, as left by the user', async () => {
    const { webhook, runs } = quickWebhook();
    const report = await checkWebhook(webhook, { secret });
    const established = idsOf(runs, 'establish');
    expect(established.size).toBeGreaterThan(10);
    expect(idsOf(runs, 'close')).toEqual(established);
    for (const id of established) {
      const routes = runs.filter(({ request }) => request.conversation_id === id).map(({ route }) => route);
      expect(routes[0], id).toBe('establish');
      expect(routes.at(-1), id).toBe('close');
    }
    const types = runs.filter(({ route }) => route === 'close').map(({ request }) => request.type);
    expect(types.filter((type) => type === 'TIMEOUT')).toHaveLength(1);
    expect(types.filter((type) => type !== 'TIMEOUT').every((type) => type === 'USER_CLOSED')).toBe(true);
    expect(caseOf(report, 'every conversation of this check was closed again').ok).toBe(true);
  });

  it('are closed when strangers could open them, too', async () => {
    const { webhook, runs } = quickWebhook({ secret: false });
    await checkWebhook(webhook, { secret });
    expect(idsOf(runs, 'close')).toEqual(new Set([...idsOf(runs, 'establish'), ...idsOf(runs, 'close')]));
  });

  it('are closed when every chat fails', async () => {
    const { webhook, runs } = quickWebhook({ chat: () => Promise.reject(new Error('no')) });
    const report = await checkWebhook(webhook, { secret });
    expect(report.ok).toBe(false);
    expect(idsOf(runs, 'close')).toEqual(idsOf(runs, 'establish'));
  });

  it('are closed when establish was handled and its answer never came', async () => {
    const { webhook, runs } = quickWebhook();
    const silent = async (request: Request) => {
      const response = await webhook.fetch(request);
      return request.url.endsWith('/conversation/establish') ? new Promise<Response>(() => {}) : response;
    };
    const report = await checkWebhook(silent, { secret, timeoutMs: 500 });
    expect(report.ok).toBe(false);
    expect(idsOf(runs, 'establish').size).toBe(1);
    expect([...idsOf(runs, 'close')]).toEqual(expect.arrayContaining([...idsOf(runs, 'establish')]));
  });

  it('are named where they could not be closed', async () => {
    const { webhook } = quickWebhook({ close: () => Promise.reject(new Error('no')) });
    const report = await checkWebhook(webhook, { secret });
    expect(caseOf(report, 'every conversation of this check was closed again')).toMatchObject({
      ok: false,
      level: 'advice',
      detail: expect.stringMatching(/gptbots-human-check-[0-9a-f]{12}-\d+/),
    });
  });

  it('give nobody an address that may be real', async () => {
    const { webhook, runs } = quickWebhook();
    await checkWebhook(webhook, { secret });
    const addresses = new Set(runs.flatMap(({ request }) => JSON.stringify(request).match(/[\w.]+@[\w.]+/g) ?? []));
    expect([...addresses].sort()).toEqual(['check@example.com', 'support@gptbots.ai']);
  });
});
