import { createHumanWebhook, decline, type GptBotsHumanClient, type HumanWebhook } from 'gptbots-human';
import { manualClock, samples } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { faces } from './support/faces.ts';
import { clientOf, secret, testPlatform } from './support/platform.ts';

const greeting = 'Hello, someone will be with you in a minute.';

/** A service that greets, repeats what it hears, closes after a bye, and keeps what it was told. */
function echoService(client: GptBotsHumanClient, { isStaffed = true, greets = true } = {}) {
  const heard: unknown[] = [];
  const errors: unknown[] = [];
  const webhook: HumanWebhook = createHumanWebhook({
    secret,
    logger: {},
    establish: (request, ctx) => {
      heard.push(request);
      if (!isStaffed) return decline('outside business hours');
      if (greets) ctx.waitUntil(() => client.sendReply({ conversation_id: request.conversation_id, body: greeting }));
      return undefined;
    },
    chat: (request, ctx) => {
      heard.push(request);
      const { conversation_id, body } = request;
      ctx.waitUntil(async () => {
        await client.sendReply({ conversation_id, body: `You wrote: ${body}` });
        if (body === 'bye') await client.closeSession({ conversation_id });
      });
    },
    close: (request) => void heard.push(request),
    onError: (error) => errors.push(error),
  });
  return { webhook, heard, errors };
}

describe.each(Object.entries(faces))('a handoff through %s', (_name, mount) => {
  /** A platform, and a service that is mounted and connected. */
  async function setUp(options?: Parameters<typeof echoService>[1]) {
    const clock = manualClock();
    const platform = testPlatform({ clock });
    const client = await clientOf(platform, 'HTTP');
    const service = echoService(client, options);
    platform.connect(await mount(service.webhook));
    return { platform, clock, client, ...service };
  }

  it('goes from the first question to the last bye', async () => {
    const { platform, heard, errors } = await setUp();
    const visitor = await platform.visitor({ email: 'ann@example.com', user: { user_id: 'u1' } });
    expect(await visitor.nextReply()).toMatchObject({ body: greeting });
    expect(visitor.status).toBe('connected');

    const texts = Object.values(samples.texts);
    for (const text of texts) {
      expect(await visitor.say(text)).toEqual({ delivered: true, status: 200 });
      expect(await visitor.nextReply()).toMatchObject({ body: `You wrote: ${text}` });
    }
    await visitor.say('bye');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');

    const shown = [greeting, ...[...texts, 'bye'].map((text) => `You wrote: ${text}`)];
    expect(visitor.replies.map(({ body }) => body)).toEqual(shown);
    expect(heard, 'what the handlers were given: what was sent').toEqual(
      platform.calls
        .filter(({ kind }) => kind === 'webhook')
        .map(({ request }) => JSON.parse(new TextDecoder().decode(request.body))),
    );
    expect(heard[0]).toMatchObject({ email: 'ann@example.com', user_info: { user_id: 'u1' } });
    expect(errors).toEqual([]);
  });

  it('tells the service when the visitor leaves', async () => {
    const { platform, heard } = await setUp();
    const visitor = await platform.visitor();
    await visitor.nextReply();
    await visitor.leave();
    expect(heard.at(-1)).toMatchObject({ conversation_id: visitor.conversationId, type: 'USER_CLOSED' });
  });

  it('ends after 60 s without a reply, and refuses the one that comes too late', async () => {
    const { platform, clock, client, heard } = await setUp({ greets: false });
    const visitor = await platform.visitor();
    await clock.advance(60_000);
    await platform.settled();
    expect(visitor).toMatchObject({ status: 'closed', endReason: 'TIMEOUT' });
    expect(heard.at(-1)).toMatchObject({ conversation_id: visitor.conversationId, type: 'TIMEOUT' });
    const late = client.sendReply({ conversation_id: visitor.conversationId, body: 'Sorry to keep you waiting.' });
    await expect(late).rejects.toMatchObject({ kind: 'api', delivery: 'rejected', code: 40000 });
    expect(visitor.replies).toEqual([]);
  });

  it('shows the visitor Busy when the service declines', async () => {
    const { platform, errors } = await setUp({ isStaffed: false });
    const visitor = await platform.visitor();
    expect(visitor.status).toBe('busy');
    expect(platform.calls.map(({ answer }) => answer?.status)).toEqual([503]);
    expect(errors).toEqual([]);
  });

  it('shows the visitor Busy when the secret is wrong', async () => {
    const { webhook, heard } = await setUp();
    const stranger = testPlatform({ secret: 'another secret' });
    stranger.connect(await mount(webhook));
    const visitor = await stranger.visitor();
    expect(visitor.status).toBe('busy');
    expect(stranger.calls.map(({ answer }) => answer?.status)).toEqual([401]);
    expect(heard).toEqual([]);
  });

  it.each(samples.editions)('takes the establish request %s', async (edition) => {
    const { platform, heard } = await setUp();
    const visitor = await platform.visitor({ fields: samples.establish(edition) });
    expect(await visitor.nextReply()).toMatchObject({ body: greeting });
    expect(heard).toMatchObject([{ conversation_id: visitor.conversationId, body: expect.any(Array) }]);
  });
});
