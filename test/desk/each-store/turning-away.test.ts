import { turnAway } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it, vi } from 'vitest';
import { eventually } from '../support/reading.ts';
import { post, redeliver, sent, setUp, webhooks } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const text = 'We are back on Monday at 9.';

describeOnEachStore('turning away', (openPlace) => {
  it('answers 200, sends the text and no greeting, and closes the session, once over all instances', async () => {
    const scene = await setUp(openPlace(), { desk: { accept: () => turnAway(text), greeting: 'Hello' } });
    const { a, b, heard, platform } = scene;
    const visitor = await platform.visitor();
    await eventually(async () =>
      expect(await b.desk.session(visitor.conversationId)).toMatchObject({ state: 'closed' }),
    );
    expect(await redeliver(b, webhooks(scene, 'establish')[0])).toBe(200);
    expect(await b.desk.session(visitor.conversationId)).toMatchObject({ closeReason: 'turned_away' });
    expect(visitor.replies.map(({ body }) => body)).toEqual([text]);
    expect(visitor.status).toBe('closed');
    expect(sent(scene)).toEqual([`A: ${text}`, 'A: close']);
    await eventually(() => expect(heard).toEqual(['A onOpened', 'A onClosed']));
    expect(a.errors).toEqual([]);
  });

  it('is over on this side also when GPTBots takes neither the text nor the close', async () => {
    const { a, platform } = await setUp(openPlace(), { desk: { accept: () => turnAway(text) } });
    platform.faults.api('code-40000', 'code-40000');
    const visitor = await platform.visitor();
    await eventually(async () =>
      expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'closed' }),
    );
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ closeReason: 'turned_away' });
  });

  it('needs a text', () => {
    for (const wrong of ['', '  ', undefined as unknown as string]) {
      expect(() => turnAway(wrong)).toThrow(expect.objectContaining({ kind: 'input', delivery: 'not_sent' }));
    }
  });
});

describeOnEachStore('a full line', (openPlace) => {
  it('shows Busy to who comes, counts no orphans, and takes again when somebody was answered', async () => {
    const { a, b, platform, routeTo } = await setUp(openPlace(), { desk: { maxWaiting: 2 } });
    await post(a, 'chat', samples.chat({ conversation_id: 'orphan' }));
    const first = await platform.visitor();
    routeTo(b);
    expect((await platform.visitor()).status).toBe('connecting');
    expect((await platform.visitor()).status).toBe('busy');
    expect(await a.desk.position(first.conversationId)).toEqual({ position: 1, waiting: 2 });
    await a.desk.reply(first.conversationId, 'Hello');
    expect(await a.desk.position(first.conversationId)).toBeUndefined();
    expect((await platform.visitor()).status).toBe('connecting');
    await expect(a.desk.position('unknown')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('is no reason to refuse a repeat of who waits already', async () => {
    const scene = await setUp(openPlace(), { desk: { maxWaiting: 1 } });
    await scene.platform.visitor();
    expect(await redeliver(scene.b, webhooks(scene, 'establish')[0])).toBe(200);
  });

  it('turns away with a text when it is told to', async () => {
    const accept = vi.fn(() => ({ labels: ['late'] }));
    const { a, platform } = await setUp(openPlace(), { desk: { accept, maxWaiting: 1, whenFull: turnAway(text) } });
    await platform.visitor();
    const second = await platform.visitor();
    await eventually(async () =>
      expect(await a.desk.session(second.conversationId)).toMatchObject({ state: 'closed' }),
    );
    expect(await a.desk.session(second.conversationId)).toMatchObject({ closeReason: 'turned_away', labels: ['late'] });
    expect(second.replies.map(({ body }) => body)).toEqual([text]);
  });

  it('is exact on one instance, however many come at once', async () => {
    const { a } = await setUp(openPlace(), { desk: { maxWaiting: 5 } });
    const ids = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const statuses = await Promise.all(
      ids.map((conversation_id) => post(a, 'establish', samples.establish('current', { conversation_id }))),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 503)).toHaveLength(25);
    expect(await a.desk.counts()).toMatchObject({ waiting: 5 });
  });
});
