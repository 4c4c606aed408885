import { decline } from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { expect, it, vi } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { said } from '../support/reading.ts';
import { post, redeliver, setUp, webhooks } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('accept', (openPlace) => {
  it.each([
    ['false', () => false],
    ['a promise of false', async () => false],
    ['a decline', () => decline('outside business hours')],
    // A function in JavaScript may forget to return.
    ['nothing', () => undefined as unknown as boolean],
  ])('that returns %s answers 503: the user sees Busy, and there is no session', async (_, accept) => {
    const scene = await setUp(openPlace(), { desk: { accept } });
    const { a, heard, platform } = scene;
    const visitor = await platform.visitor();
    expect(visitor.status).toBe('busy');
    expect(webhooks(scene, 'establish')[0]?.answer?.status).toBe(503);
    expect(await a.desk.session(visitor.conversationId)).toBeUndefined();
    expect((await a.desk.sessions()).sessions).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('gives the reason of a decline to GPTBots', async () => {
    const scene = await setUp(openPlace(), { desk: { accept: () => decline('outside business hours') } });
    await scene.platform.visitor();
    expect(webhooks(scene, 'establish')[0]?.answer?.body).toContain('outside business hours');
  });

  it('is given the request, and takes a user with true', async () => {
    const accept = vi.fn(async () => true);
    const { platform } = await setUp(openPlace(), { desk: { accept } });
    const visitor = await platform.visitor({ user: { user_id: 'u1' } });
    expect(visitor.status).toBe('connecting');
    expect(accept).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        conversation_id: visitor.conversationId,
        user_info: expect.objectContaining({ user_id: 'u1' }),
      }),
      { url: '/conversation/establish', headers: expect.objectContaining({ authorization: '***' }) },
    );
  });

  it('is not asked about a session that is there already, which is not turned away any more', async () => {
    let isOpen = true;
    const accept = vi.fn(() => isOpen);
    const scene = await setUp(openPlace(), { desk: { accept } });
    const visitor = await scene.platform.visitor();
    isOpen = false;
    expect(await redeliver(scene.b, webhooks(scene, 'establish')[0])).toBe(200);
    expect(
      await post(scene.b, 'establish', samples.establish('current', { conversation_id: visitor.conversationId })),
    ).toBe(200);
    expect(accept).toHaveBeenCalledTimes(1);
  });

  it('that fails answers 500 and opens nothing; its error goes to onError', async () => {
    const failure = new Error('from accept');
    const accept = async () => {
      throw failure;
    };
    const scene = await setUp(openPlace(), { desk: { accept } });
    const visitor = await scene.platform.visitor();
    expect(webhooks(scene, 'establish')[0]?.answer?.status).toBe(500);
    expect(scene.a.errors).toEqual([failure]);
    expect(await scene.a.desk.session(visitor.conversationId)).toBeUndefined();
  });

  it('that is too slow answers 504, and what it says then opens no session: the user has seen Busy', async () => {
    const verdict = deferred<boolean>();
    const scene = await setUp(openPlace(), {
      desk: { accept: () => verdict.promise, timeoutMs: 2_000, greeting: 'Hello' },
    });
    const { a, heard, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    expect(visitor.status).toBe('busy');
    const [establish] = webhooks(scene, 'establish');
    expect(establish?.answer?.status).toBe(504);
    verdict.resolve(true);
    await a.desk.webhook.drain();
    expect(await a.desk.session(visitor.conversationId)).toBeUndefined();
    expect(heard).toEqual([]);
    expect(a.store.count('establish'), 'asked of the store').toBe(0);

    expect(await redeliver(scene.b, establish), 'GPTBots asks again').toBe(200);
    expect(await said(scene.b, visitor.conversationId)).toMatchObject([expect.stringContaining('system')]);
  });
});
