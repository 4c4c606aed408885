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
});
