import type { RetryMode } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { codes, table } from './document.ts';
import { answering, breaking, type Failing, failure, silent } from './failures.ts';

// One word of each to be found in the guide's table.
const certain: Record<string, Failing> = {
  'no connection': breaking('ECONNREFUSED'),
  '429': answering(429),
  '503 with `Retry-After`': answering(503, {}, { 'retry-after': '0' }),
};
const ambiguous: Record<string, Failing> = {
  timeouts: silent(),
  'broken connections': breaking('ECONNRESET'),
  '408': answering(408),
  'every 5xx': answering(500),
};
const never: Record<string, Failing> = {
  'a refusal': answering(200, { code: 40127 }),
  'a redirect': answering(302),
  'an answer of something else': { options: { fetch: async () => new Response('<html>') } },
};

const retried: Record<RetryMode, Record<string, Failing>> = {
  never: {},
  safe: certain,
  'at-least-once': { ...certain, ...ambiguous },
};
const rows = table('`retry`').map(([mode, after = '']) => ({ mode: codes(mode)[0]?.replaceAll("'", ''), after }));

describe("the guide's table of retry modes", () => {
  it('has a row for each mode, naming what the mode adds', () => {
    expect(rows.map(({ mode }) => mode)).toEqual(Object.keys(retried));
    for (const what of Object.keys(certain)) expect(rows[1]?.after).toContain(what);
    for (const what of Object.keys(ambiguous)) expect(rows[2]?.after).toContain(what);
  });

  describe.each(['never', 'safe', 'at-least-once'] as const)('%s', (mode) => {
    it.each(Object.entries({ ...certain, ...ambiguous, ...never }))('after %s', async (what, failing) => {
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const call = { ...failing.call, retry: mode, maxRetries: 1 };
      const { attempts } = await failure({ ...failing, call });
      expect(attempts).toHaveLength(what in retried[mode] ? 2 : 1);
    });
  });

  it('safe is the default', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect((await failure(breaking('ECONNREFUSED'))).attempts.length).toBeGreaterThan(1);
    expect((await failure(breaking('ECONNRESET'))).attempts).toHaveLength(1);
  });
});
