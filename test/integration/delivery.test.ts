import type { ClientOptions } from 'gptbots-human';
import type { Platform } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { apiFaults } from '../../src/testing/faults.ts';
import { Random } from '../../src/testing/random.ts';
import { type Audit, audit, sendNumbered } from './support/audit.ts';
import { clientOf, quietPlatform, type Transport, transports } from './support/platform.ts';

const conversations = 30;
const repliesEach = 10;
const chance = 0.4;

// Side by side, because of the pauses before retries.
describe.concurrent.each(transports)(
  'of 300 replies over %s, four in ten calls of which fail',
  { timeout: 300_000 },
  (transport) => {
    const none = { lost: 0, denied: 0, misplaced: 0 };

    it.each(['never', 'safe'] as const)('none is lost, denied, doubled or misplaced with retry %s', async (retry) => {
      const { faults, ...counts } = await run(transport, { retry });
      expect(faults, 'faults that were played').toBeGreaterThan(80);
      expect(counts.unknown, 'replies of which the client could not tell').toBeGreaterThan(30);
      expect(counts).toMatchObject({ ...none, replies: 300, doubled: 0 });
    });

    it('some are doubled with at-least-once, yet none lost, denied or misplaced', async () => {
      const [{ faults, ...counts }, { unknown }] = await Promise.all([
        run(transport, { retry: 'at-least-once' }),
        run(transport, { retry: 'safe' }),
      ]);
      expect(faults, 'faults that were played').toBeGreaterThan(80);
      expect(counts).toMatchObject({ ...none, replies: 300 });
      expect(counts.doubled, 'replies that were shown twice: the price').toBeGreaterThan(10);
      expect(counts.unknown, 'replies of which the client could not tell: fewer than with safe').toBeLessThan(unknown);
    });
  },
);

it('some of 300 replies are misplaced when the client is told not to keep the order', async () => {
  const { misplaced } = await run('platform.fetch', { retry: 'safe', ordered: false });
  expect(misplaced, 'so the count of the other tests can be more than 0').toBeGreaterThan(0);
});

/** Sends to several conversations at once, and audits what became of it. */
async function run(transport: Transport, options: ClientOptions): Promise<Audit & { faults: number }> {
  const platform = quietPlatform();
  const client = await clientOf(platform, transport, { timeoutMs: 1_000, deadlineMs: 120_000, ...options });
  const visitors = await Promise.all(Array.from({ length: conversations }, () => platform.visitor()));
  const faults = playSeeded(platform, new Map(visitors.map(({ conversationId }, seed) => [conversationId, seed])));
  const sent = visitors.map(async (visitor) => ({ visitor, sent: await sendNumbered(client, visitor, repliesEach) }));
  return { ...audit(await Promise.all(sent)), faults: faults() };
}

/** Breaks calls by chance, the same ones of each conversation in every run. Returns how many it broke. */
function playSeeded(platform: Platform, seeds: Map<string, number>): () => number {
  const randoms = new Map(Array.from(seeds, ([id, seed]) => [id, new Random(seed)]));
  let played = 0;
  platform.faults.api(({ conversationId = '' }) => {
    const random = randoms.get(conversationId);
    if (!random || random.next() >= chance) return undefined;
    played++;
    return apiFaults[Math.floor(random.next() * apiFaults.length)];
  });
  return () => played;
}
