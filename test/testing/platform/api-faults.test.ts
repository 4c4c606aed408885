import { GptBotsHumanClient, type GptBotsHumanError } from 'gptbots-human';
import { type ApiFault, manualClock, type Platform } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { apiFaults } from '../../../src/testing/faults.ts';
import { setUp } from './set-up.ts';

// What a client sees of each, which waits 300 ms where it has to wait in vain, and whether the visitor is shown the reply.
const expected: Record<ApiFault, { kind: string | undefined; delivery?: string; status?: number; shown: boolean }> = {
  refuse: { kind: 'connection', delivery: 'not_sent', shown: false },
  'reset-before-accept': { kind: 'connection', delivery: 'unknown', shown: false },
  'reset-after-accept': { kind: 'connection', delivery: 'unknown', shown: true },
  'drop-before-accept': { kind: 'timeout', delivery: 'unknown', shown: false },
  'drop-after-accept': { kind: 'timeout', delivery: 'unknown', shown: true },
  delay: { kind: 'timeout', delivery: 'unknown', shown: true },
  'half-body': { kind: 'connection', delivery: 'unknown', status: 200, shown: true },
  html: { kind: 'response', delivery: 'unknown', status: 200, shown: true },
  empty: { kind: undefined, shown: true },
  'code-40000': { kind: 'api', delivery: 'rejected', status: 200, shown: false },
  'error-object': { kind: 'api', delivery: 'rejected', status: 200, shown: false },
  '400-error-object': { kind: 'api', delivery: 'rejected', status: 400, shown: false },
  '401': { kind: 'api', delivery: 'rejected', status: 401, shown: false },
  '429': { kind: 'http', delivery: 'rejected', status: 429, shown: false },
  '429-retry-after-seconds': { kind: 'http', delivery: 'rejected', status: 429, shown: false },
  '429-retry-after-date': { kind: 'http', delivery: 'rejected', status: 429, shown: false },
  '429-rate-limit-reset': { kind: 'api', delivery: 'rejected', status: 429, shown: false },
  '500': { kind: 'http', delivery: 'unknown', status: 500, shown: false },
  '500-after-accept': { kind: 'http', delivery: 'unknown', status: 500, shown: true },
  '502': { kind: 'http', delivery: 'unknown', status: 502, shown: false },
  '503': { kind: 'http', delivery: 'unknown', status: 503, shown: false },
  '503-retry-after-seconds': { kind: 'http', delivery: 'rejected', status: 503, shown: false },
  redirect: { kind: 'http', delivery: 'rejected', status: 302, shown: false },
};

type Connect = (platform: Platform) => Promise<GptBotsHumanClient>;
const options = { apiKey: 'test', retry: 'never' } as const;
const overHttp: Connect = async (platform) =>
  new GptBotsHumanClient({ ...options, baseUrl: (await platform.listen()).url });

describe.each<[string, Connect]>([
  ['platform.fetch', async ({ fetch }) => new GptBotsHumanClient({ ...options, fetch })],
  ['HTTP', overHttp],
])('over %s', (how, connect) => {
  it.each(apiFaults)('plays %s', async (fault) => {
    const { platform } = setUp();
    const client = await connect(platform);
    const visitor = await platform.visitor();
    platform.faults.api(fault);
    const { shown, kind, ...seen } = expected[fault];
    const patience = kind === 'timeout' ? { timeoutMs: 300 } : {};
    const sending = client.sendReply({ conversation_id: visitor.conversationId, body: 'hello' }, patience);
    if (kind === undefined) {
      await sending;
    } else {
      // Where there is a connection already, none can be refused.
      const broken = how === 'HTTP' && fault === 'refuse' ? { kind, delivery: 'unknown' } : { kind, ...seen };
      await expect(sending).rejects.toMatchObject(broken);
    }
    expect(visitor.replies.length, `expected the visitor ${shown ? '' : 'not '}to be shown it`).toBe(shown ? 1 : 0);
    expect(platform.calls.at(-1)).toMatchObject({ name: 'sendReply', fault });
    // Only the one call.
    await client.sendReply({ conversation_id: visitor.conversationId, body: 'next' });
    expect(visitor.replies.at(-1)?.body).toBe('next');
  });

  it.each(['429-retry-after-seconds', '429-retry-after-date', '429-rate-limit-reset'] as const)(
    'says with %s when to come back',
    async (fault) => {
      const { platform } = setUp();
      const client = await connect(platform);
      platform.faults.api(fault);
      const sending = client.sendReply({ conversation_id: 'c', body: 'x' });
      const { retryAfterMs } = await sending.catch((error: GptBotsHumanError) => error as { retryAfterMs?: number });
      expect(retryAfterMs).toSatisfy((ms: number) => ms > 0 && ms <= 2_000);
    },
  );

  it('ends a call that gets no answer when the caller aborts', async () => {
    const { platform } = setUp();
    const client = await connect(platform);
    platform.faults.api('drop-before-accept');
    const controller = new AbortController();
    const sending = client.sendReply({ conversation_id: 'c', body: 'x' }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(sending).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('which call a fault is played on', () => {
  const outcomes = async (platform: Platform, count: number) => {
    const statuses: number[] = [];
    for (let i = 0; i < count; i++) {
      const init = { method: 'POST', headers: { authorization: 'Bearer k' }, body: '{}' };
      statuses.push(
        (await platform.fetch(`https://api.gptbots.ai/v1/human/${i % 2 ? 'close' : 'message/receive'}`, init)).status,
      );
    }
    return statuses;
  };

  it('is for a script one after another, and then none', async () => {
    const { platform } = setUp();
    platform.faults.api('500', 'none', '502');
    platform.faults.api('503');
    expect(await outcomes(platform, 5)).toEqual([500, 400, 502, 503, 400]);
  });

  it('is for a function what it says', async () => {
    const { platform } = setUp();
    platform.faults.api(({ name }) => (name === 'closeSession' ? '500' : undefined));
    expect(await outcomes(platform, 4)).toEqual([400, 500, 400, 500]);
    platform.faults.clear();
    expect(await outcomes(platform, 2)).toEqual([400, 400]);
  });

  it('is for a probability left to chance, the same for the same seed', async () => {
    const run = async (seed: number) => {
      const { platform } = setUp({ seed });
      platform.faults.api({ fault: '500', probability: 0.3 });
      return outcomes(platform, 200);
    };
    const [one, again, other] = await Promise.all([run(7), run(7), run(8)]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    const share = (one ?? []).filter((status) => status === 500).length / 200;
    expect(share).toSatisfy((value: number) => value > 0.2 && value < 0.4);
  });
});

describe('a delay', () => {
  it("lasts a second of the platform's clock", async () => {
    const clock = manualClock();
    const { platform, client } = setUp({ clock });
    const visitor = await platform.visitor();
    platform.faults.api('delay');
    let isAnswered = false;
    const sending = client.sendReply({ conversation_id: visitor.conversationId, body: 'x' }).then(() => {
      isAnswered = true;
    });
    await clock.advance(999);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    await sending;
  });
});
