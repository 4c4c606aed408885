import { GptBotsHumanClient, type GptBotsHumanError, isGptBotsHumanError } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { codes, table } from './document.ts';
import { aborting, answering, breaking, failure, failureInLine, silent } from './failures.ts';
import { send } from './send.ts';

/** Every pair of kind and delivery that the guide's table names, and how to come by it. */
const cases: Record<string, () => Promise<GptBotsHumanError>> = {
  'input not_sent': () => failure({ ...answering(200), body: '' }),
  'api rejected': () => failure(answering(200, { code: 40127, message: 'Developer authentication failed' })),
  'api unknown': () => failure(answering(500, { code: 50000, message: 'Internal error' })),
  'http rejected': () => failure(answering(404)),
  'http unknown': () => failure(answering(502)),
  'connection not_sent': () => failure({ ...breaking('ECONNREFUSED'), call: { maxRetries: 0 } }),
  'connection unknown': () => failure(breaking('ECONNRESET')),
  'timeout unknown': () => failure(silent()),
  'timeout not_sent': failureInLine,
  'aborted not_sent': () => failure(aborting('before')),
  'aborted unknown': () => failure(aborting('on its way')),
  'response unknown': () => failure({ options: { fetch: async () => new Response('<html>Welcome</html>') } }),
};

describe("the guide's table of error kinds", () => {
  const rows = table('`kind`').flatMap(([kind, , deliveries]) =>
    codes(deliveries).map((delivery) => `${codes(kind)} ${delivery}`),
  );

  it('has a row for each case', () => {
    expect(rows).toEqual(Object.keys(cases));
  });

  it.each(rows)('%s: happens', async (row) => {
    const error = await cases[row]?.();
    expect(`${error?.kind} ${error?.delivery}`).toBe(row);
    expect(isGptBotsHumanError(error)).toBe(true);
  });
});

describe('what the README says about errors', () => {
  it('explains each delivery', () => {
    const explained = table('`delivery`').map(([delivery]) => codes(delivery)[0]);
    expect(explained).toEqual(['not_sent', 'rejected', 'unknown']);
    const happening = Object.keys(cases).map((row) => row.split(' ')[1]);
    expect(new Set(explained)).toEqual(new Set(happening));
  });

  it('the sample tells the agent when a message was perhaps sent', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const client = new GptBotsHumanClient({ apiKey: 'key', ...answering(502).options });
    expect(await send(client, 'c1', 'hello')).toBe('perhaps sent, ask before sending it again');
    expect(report).toHaveBeenCalledExactlyOnceWith('http', 502, undefined, expect.stringContaining('"c1"'));
  });

  it('an input error names the fields in issues', async () => {
    expect((await failure({ ...answering(200), body: '' })).issues?.map(({ path }) => path)).toEqual([['body']]);
  });

  it('an error has status, code, apiMessage, retryAfterMs, conversation_id and attempts', async () => {
    const refused = answering(
      429,
      { code: 40127, message: 'Developer authentication failed' },
      { 'retry-after': '90' },
    );
    expect(await failure(refused)).toMatchObject({
      ...{ status: 429, code: 40127, apiMessage: 'Developer authentication failed', retryAfterMs: 90_000 },
      ...{ conversation_id: 'c1', attempts: [{ outcome: 'api', status: 429 }] },
    });
  });

  it.each([408, 500, 502, 503, 504])('HTTP %i is delivery unknown', async (status) => {
    expect((await failure(answering(status))).delivery).toBe('unknown');
  });

  it('HTTP 503 with Retry-After is delivery rejected', async () => {
    const busy = answering(503, {}, { 'retry-after': '90' });
    expect((await failure(busy)).delivery).toBe('rejected');
  });

  it('delivery speaks for all attempts together', async () => {
    const { fetch: reset } = breaking('ECONNRESET').options;
    const { fetch: refuse } = breaking('ECONNREFUSED').options;
    let attempts = 0;
    const error = await failure({
      options: { fetch: (url, init) => (attempts++ === 0 ? reset : refuse)?.(url, init) ?? Promise.reject() },
      call: { retry: 'at-least-once', maxRetries: 1 },
    });
    expect(error.attempts).toHaveLength(2);
    expect(error.delivery, 'after a broken connection, then none at all').toBe('unknown');
  });
});
