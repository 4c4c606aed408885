import { expect, it } from 'vitest';
import { eventsOf, eventually } from '../support/reading.ts';
import { setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: 'Bob' };

describeOnEachStore('agents', (openPlace) => {
  it('claim a session, one at a time, over all instances', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId: conversation_id } = await platform.visitor();
    const outcomes = await Promise.allSettled([a.desk.claim(conversation_id, ann), b.desk.claim(conversation_id, bob)]);
    const [won, lost] = outcomes[0].status === 'fulfilled' ? outcomes : [...outcomes].reverse();
    expect(won).toMatchObject({ status: 'fulfilled', value: { conversationId: conversation_id } });
    expect(lost).toMatchObject({ reason: { kind: 'conflict', delivery: 'not_sent', conversation_id } });
    const winner = outcomes[0].status === 'fulfilled' ? ann : bob;
    expect((await a.desk.session(conversation_id))?.agent).toEqual(winner);
  });

  it('may claim again what is theirs, which changes nothing', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    const session = await a.desk.claim(conversationId, ann);
    expect(await b.desk.claim(conversationId, ann)).toEqual(session);
  });

  it('take a session over from whoever has it, when they name them', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    await a.desk.claim(conversationId, ann);
    await expect(b.desk.claim(conversationId, bob, { from: 'carl' })).rejects.toMatchObject({ kind: 'conflict' });
    expect((await b.desk.claim(conversationId, bob, { from: ann })).agent).toEqual(bob);
    expect((await a.desk.claim(conversationId, ann, { from: 'bob' })).agent).toEqual(ann);
  });

  it('cannot take a session over from somebody who does not have it any more', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    await expect(a.desk.claim(conversationId, bob, { from: ann })).rejects.toMatchObject({ kind: 'conflict' });
    expect(await a.desk.session(conversationId)).not.toHaveProperty('agent');
  });

  it('release what they have, and what nobody has, but nothing of others', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    await a.desk.claim(conversationId, ann);
    await expect(b.desk.release(conversationId, bob)).rejects.toMatchObject({ kind: 'conflict' });
    const released = await b.desk.release(conversationId, ann);
    expect(released).not.toHaveProperty('agent');
    expect(await a.desk.release(conversationId, 'bob')).toEqual(released);
    expect((await a.desk.claim(conversationId, bob)).agent).toEqual(bob);
  });

  it('cannot claim a closed session', async () => {
    const { a, platform } = await setUp(openPlace());
    const visitor = await platform.visitor();
    await visitor.leave();
    await expect(a.desk.claim(visitor.conversationId, ann)).rejects.toMatchObject({
      kind: 'closed',
      delivery: 'not_sent',
    });
  });

  it('tie a session to a ticket, and find it by that on every instance; the last link counts', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const [one, two] = await Promise.all([platform.visitor(), platform.visitor()]);
    const linked = await a.desk.link(one.conversationId, 'T-1');
    expect(linked).toMatchObject({ ref: 'T-1' });
    expect(await b.desk.find('T-1')).toEqual(linked);
    expect(await b.desk.find('T-2')).toBeUndefined();
    await b.desk.link(one.conversationId, 'T-2');
    expect(await a.desk.find('T-1'), 'a link that was replaced').toBeUndefined();
    await a.desk.link(two.conversationId, 'T-2');
    expect(await b.desk.find('T-2')).toMatchObject({ conversationId: two.conversationId });
  });

  it('let everybody know of each of these changes once, and of nothing else', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    const events = await eventsOf(b);
    await a.desk.claim(conversationId, ann);
    await a.desk.claim(conversationId, ann);
    await a.desk.link(conversationId, 'T-1');
    await a.desk.link(conversationId, 'T-1');
    await a.desk.release(conversationId, ann);
    await a.desk.release(conversationId, ann);
    await a.desk.reply(conversationId, 'Hi');
    await eventually(() => expect(events).toHaveLength(6));
    const types = ['updated', 'updated', 'updated', 'message', 'settled', 'connected'];
    expect(events.map(({ type }) => type)).toEqual(types);
    const versions = events.flatMap((event) => ('session' in event ? [event.session.version] : []));
    expect(versions, 'each change counts').toEqual([...new Set(versions)].sort((one, other) => one - other));
  });
});
