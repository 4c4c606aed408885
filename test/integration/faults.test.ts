import type { RetryMode } from 'gptbots-human';
import type { ApiFault } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { apiFaults } from '../../src/testing/faults.ts';
import { sendNumbered } from './support/audit.ts';
import { clientOf, quietPlatform, type Transport, transports } from './support/platform.ts';

type Outcome = 'sent' | 'not_sent' | 'rejected' | 'unknown';

/** What the client says of a reply whose first attempt meets the fault, and how often the visitor is shown it. */
const expected: Record<ApiFault, Record<RetryMode, [Outcome, number]>> = {
  refuse: { never: ['not_sent', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  'reset-before-accept': { never: ['unknown', 0], safe: ['unknown', 0], 'at-least-once': ['sent', 1] },
  'reset-after-accept': { never: ['unknown', 1], safe: ['unknown', 1], 'at-least-once': ['sent', 2] },
  'drop-before-accept': { never: ['unknown', 0], safe: ['unknown', 0], 'at-least-once': ['sent', 1] },
  'drop-after-accept': { never: ['unknown', 1], safe: ['unknown', 1], 'at-least-once': ['sent', 2] },
  delay: { never: ['sent', 1], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  'half-body': { never: ['unknown', 1], safe: ['unknown', 1], 'at-least-once': ['sent', 2] },
  html: { never: ['unknown', 1], safe: ['unknown', 1], 'at-least-once': ['unknown', 1] },
  empty: { never: ['sent', 1], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  'code-40000': { never: ['rejected', 0], safe: ['rejected', 0], 'at-least-once': ['rejected', 0] },
  'error-object': { never: ['rejected', 0], safe: ['rejected', 0], 'at-least-once': ['rejected', 0] },
  '400-error-object': { never: ['rejected', 0], safe: ['rejected', 0], 'at-least-once': ['rejected', 0] },
  '401': { never: ['rejected', 0], safe: ['rejected', 0], 'at-least-once': ['rejected', 0] },
  '429': { never: ['rejected', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  '429-retry-after-seconds': { never: ['rejected', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  '429-retry-after-date': { never: ['rejected', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  '429-rate-limit-reset': { never: ['rejected', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  '500': { never: ['unknown', 0], safe: ['unknown', 0], 'at-least-once': ['sent', 1] },
  '500-after-accept': { never: ['unknown', 1], safe: ['unknown', 1], 'at-least-once': ['sent', 2] },
  '502': { never: ['unknown', 0], safe: ['unknown', 0], 'at-least-once': ['sent', 1] },
  '503': { never: ['unknown', 0], safe: ['unknown', 0], 'at-least-once': ['sent', 1] },
  '503-retry-after-seconds': { never: ['rejected', 0], safe: ['sent', 1], 'at-least-once': ['sent', 1] },
  redirect: { never: ['rejected', 0], safe: ['rejected', 0], 'at-least-once': ['rejected', 0] },
};

// Side by side, because some wait for a Retry-After.
describe.concurrent.each(transports)('a reply over %s', (transport) => {
  const modes: RetryMode[] = ['never', 'safe', 'at-least-once'];
  const cases = apiFaults.flatMap((fault) => modes.map((retry) => ({ fault, retry })));

  it.each(cases)('that meets $fault, with retry $retry', async ({ fault, retry }) => {
    const platform = quietPlatform();
    const timeoutMs = fault.startsWith('drop') ? 300 : 10_000;
    const client = await clientOf(platform, transport, { retry, timeoutMs });
    const visitor = await platform.visitor();
    platform.faults.api(fault);
    const [reply] = await sendNumbered(client, visitor, 1);
    const shown = visitor.replies.length;
    expect([reply?.outcome, shown], 'what the client says, and how often the visitor was shown it').toEqual(
      expected[asMet(fault, transport)][retry],
    );
    expect(platform.calls.filter((call) => call.fault === fault)).toHaveLength(1);
  });
});

describe.concurrent('a reply whose attempts all fail', () => {
  const cases: [ApiFault[], Outcome, number][] = [
    [['refuse', 'refuse', 'refuse'], 'not_sent', 0],
    [['refuse', '429', 'refuse'], 'rejected', 0],
    [['429', '503', '429'], 'unknown', 0],
    [['reset-after-accept', 'refuse', 'refuse'], 'unknown', 1],
    [['refuse', '500-after-accept', '401'], 'unknown', 1],
    [['half-body', 'reset-after-accept', '500-after-accept'], 'unknown', 3],
  ];

  it.each(cases)('%j: is %s, and shown %i times', async (faults, outcome, shown) => {
    const platform = quietPlatform();
    const client = await clientOf(platform, 'platform.fetch', { retry: 'at-least-once', maxRetries: 2 });
    const visitor = await platform.visitor();
    platform.faults.api(...faults);
    expect(await sendNumbered(client, visitor, 1)).toMatchObject([{ outcome }]);
    expect(visitor.replies).toHaveLength(shown);
    expect(platform.calls.filter(({ kind }) => kind === 'api').map(({ fault }) => fault)).toEqual(faults);
  });
});

// Over HTTP there is a connection by then, so that a refused one is one that broke.
function asMet(fault: ApiFault, transport: Transport): ApiFault {
  return fault === 'refuse' && transport === 'HTTP' ? 'reset-before-accept' : fault;
}
