import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { post, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('labels and the channel', (openPlace) => {
  it('come from accept and from the establish, and list sessions on every instance', async () => {
    const accept = async () => ({ labels: ['billing', 'de'] });
    const { a, b } = await setUp(openPlace(), { desk: { accept } });
    const from = { conversation_type: 'WIDGET', channel_id: 'ch-1', channel_name: 'Shop' };
    expect(await post(a, 'establish', samples.establish('current', { conversation_id: 'c1', ...from }))).toBe(200);
    expect(await post(b, 'establish', samples.establish('current', { conversation_id: 'c2' }))).toBe(200);
    expect(await b.desk.session('c1')).toMatchObject({
      labels: ['billing', 'de'],
      channel: { type: 'WIDGET', id: 'ch-1', name: 'Shop' },
    });
    await a.desk.label('c2', { add: ['vip'], remove: ['de'] });
    const ids = async (query: object) =>
      (await b.desk.sessions(query)).sessions.map(({ conversationId }) => conversationId);
    expect(await ids({ label: 'billing' })).toEqual(['c1', 'c2']);
    expect(await ids({ label: 'de', state: 'waiting' })).toEqual(['c1']);
    expect(await ids({ label: 'vip', state: 'connected' })).toEqual([]);
    expect(await b.desk.counts()).toEqual({ waiting: 2, connected: 0, closed: 0 });
  });

  it.each([
    ['an empty one', [' ']],
    ['one that is too long', ['x'.repeat(65)]],
    ['too many', Array.from({ length: 21 }, (_, index) => `label ${index}`)],
    ['no list', 'billing'],
  ])('that are wrong, as %s, are refused by label(), and left out of what accept says', async (_, labels) => {
    // As a JavaScript caller may pass.
    const wrong = labels as string[];
    const { a } = await setUp(openPlace(), { desk: { accept: () => ({ labels: wrong }) } });
    expect(await post(a, 'establish', samples.establish('current', { conversation_id: 'c1' }))).toBe(200);
    expect(await a.desk.session('c1')).toMatchObject({ labels: [] });
    expect(a.errors).toMatchObject([
      { kind: 'input', message: expect.stringMatching(/^accept: labels: .*taken without/) },
    ]);
    await expect(a.desk.label('c1', { add: wrong })).rejects.toMatchObject({ kind: 'input', delivery: 'not_sent' });
    await expect(a.desk.sessions({ label: ' ' })).rejects.toMatchObject({ kind: 'input' });
  });

  it('are at most twenty together, of at most 64 characters each', async () => {
    const { a } = await setUp(openPlace());
    await post(a, 'establish', samples.establish('current', { conversation_id: 'c1' }));
    const twenty = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(64, '🙂').slice(0, 64));
    await a.desk.label('c1', { add: twenty });
    await expect(a.desk.label('c1', { add: ['one more'] })).rejects.toMatchObject({
      kind: 'input',
      conversation_id: 'c1',
      message: expect.stringContaining('more than 20 labels'),
    });
    await expect(a.desk.label('unknown', { add: ['a'] })).rejects.toMatchObject({ kind: 'not_found' });
  });
});
