import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exportUser } from '../../examples/company/export-user.ts';
import { isOpen } from '../../examples/company/opening-hours.ts';
import { tellPositions } from '../../examples/company/tell-position.ts';
import { until } from '../helpers/eventually.ts';

const secret = 'a secret for tests';

describe('what the guide for a whole company says', () => {
  it.each([
    ['2026-11-27T08:00:00Z', true],
    ['2026-11-27T07:59:59Z', false],
    ['2026-11-27T13:59:00Z', true],
    ['2026-11-27T14:00:00Z', false],
    // In summer, Berlin is two hours ahead.
    ['2026-07-01T07:00:00Z', true],
    ['2026-11-28T10:00:00Z', false],
    ['2026-12-25T10:00:00Z', false],
    ['2027-01-04T10:00:00Z', true],
  ])('at %s the desk is open: %s', (time, expected) => {
    expect(isOpen(new Date(time))).toBe(expected);
  });

  it('turns users away at night, and labels them with their component by day', async () => {
    const env = { SHOP_API_KEY: 'shop', TRAVEL_API_KEY: 'travel', SHOP_SECRET: secret, TRAVEL_SECRET: 'another' };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    vi.stubGlobal('fetch', async () => Response.json({ code: 0 }));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.unstubAllGlobals();
    });
    const { openDesk } = await import('../../examples/company/desk.ts');
    let now = new Date('2026-11-28T10:00:00Z');
    const { desk, close } = await openDesk({ now: () => now });
    onTestFinished(async () => {
      await desk.shutdown({ timeoutMs: 0 });
      await close();
    });
    const ask = async (conversation_id: string) => {
      const { status } = await desk.webhook.handle({
        method: 'POST',
        url: '/gptbots/billing/conversation/establish',
        headers: { authorization: `Bearer ${secret}` },
        body: { conversation_id, timestamp: 1, bot_id: '665d88b03ce2b13cf2d57345', body: [] },
      });
      return status;
    };
    expect(await ask('at night')).toBe(200);
    expect(await desk.session('at night')).toMatchObject({ labels: [] });
    expect((await desk.transcript('at night'))[0]).toMatchObject({
      from: 'system',
      text: expect.stringMatching(/weekdays/),
    });
    now = new Date('2026-11-27T10:00:00Z');
    expect(await ask('by day')).toBe(200);
    expect(await desk.session('by day')).toMatchObject({ labels: ['billing'], state: 'waiting' });
  });

  it('tells users their place in line, once for each place, and exports all that is kept of one', async () => {
    const platform = createPlatform({ secret });
    const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
    const desk = createDesk({ client, secret, logger: {} });
    platform.connect(desk.webhook);
    onTestFinished(async () => {
      await platform.close();
      await desk.shutdown({ timeoutMs: 0 });
    });
    const visitors = [await platform.visitor({ user: { user_id: 'u1' } }), await platform.visitor()];
    await tellPositions(desk);
    await tellPositions(desk);
    expect(visitors.map(({ replies }) => replies.map(({ body }) => body))).toEqual([
      ['You are number 1 of 2 in line.'],
      ['You are number 1 of 1 in line.'],
    ]);
    const userKey = (await desk.session(visitors[0]?.conversationId ?? ''))?.user.key ?? '';
    const exported = JSON.parse(await exportUser(desk, userKey));
    expect(exported).toMatchObject([{ session: { user: { userId: 'u1' } } }]);
    expect(exported[0].messages.at(-1)).toMatchObject({ from: 'system', status: 'sent' });
    await desk.forget({ userKey });
    await until(async () => (await exportUser(desk, userKey)) === '[]');
  });
});
