import { expect, it } from 'vitest';
import { failureOf } from '../../client/support/client.ts';
import { away } from '../support/interfered-store.ts';
import { sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const unknown = 'nobody-knows-this';

describeOnEachStore('bad input', (openPlace) => {
  it('says of an unknown conversation that it is not known, and that nothing was sent', async () => {
    const scene = await setUp(openPlace());
    const { desk } = scene.a;
    const calls = [
      () => desk.reply(unknown, 'Hi'),
      () => desk.close(unknown, { farewell: 'Bye' }),
      () => desk.claim(unknown, { id: 'ann' }),
      () => desk.release(unknown, 'ann'),
      () => desk.link(unknown, 'T-1'),
      () => desk.transcript(unknown),
    ];
    for (const call of calls) {
      const error = await failureOf(call());
      expect(error).toMatchObject({ kind: 'not_found', delivery: 'not_sent', conversation_id: unknown });
      expect(error.message).toContain(unknown);
      expect(error.message).toMatch(/Nothing was sent\. Check the id/);
    }
    expect(await desk.session(unknown)).toBeUndefined();
    expect(sent(scene)).toEqual([]);
  });

  it('says of a closed session what the customer has to do', async () => {
    const { a, platform } = await setUp(openPlace());
    const visitor = await platform.visitor();
    await visitor.leave();
    const error = await failureOf(a.desk.reply(visitor.conversationId, 'Hi'));
    expect(error.message).toContain(visitor.conversationId);
    expect(error.message).toMatch(/is closed\. The customer did not get the message\. .* ask for a human again/);
  });

  it('says of an id that was used for other text to use a new one', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    await a.desk.reply(conversationId, 'Hi', { id: 'r1' });
    const error = await failureOf(a.desk.reply(conversationId, 'Other', { id: 'r1' }));
    expect(error.message).toContain(conversationId);
    expect(error.message).toMatch(/another text\. Nothing was sent\. Use a new id/);
  });

  it('says of two agents at once how to take over', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    await a.desk.claim(conversationId, { id: 'ann' });
    for (const call of [a.desk.claim(conversationId, { id: 'bob' }), a.desk.release(conversationId, 'bob')]) {
      const error = await failureOf(call);
      expect(error).toMatchObject({ kind: 'conflict', delivery: 'not_sent' });
      expect(error.message).toContain(conversationId);
      expect(error.message).toMatch(/another agent .*Nothing was changed.*`from`/);
    }
  });

  it('rejects calls with kind store when the store is away; the session is as it was when it is back', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    const before = await a.desk.session(conversationId);
    const back = (['reply', 'requestClose', 'claim', 'transcript', 'sessions'] as const).map((one) =>
      a.store.on(one, away),
    );
    const calls = [
      a.desk.reply(conversationId, 'Hi'),
      a.desk.close(conversationId),
      a.desk.claim(conversationId, { id: 'ann' }),
      a.desk.transcript(conversationId),
      a.desk.sessions(),
    ];
    for (const call of calls) expect(await failureOf(call)).toMatchObject({ kind: 'store' });
    for (const restore of back) restore();
    expect(await a.desk.session(conversationId)).toEqual(before);
    expect(await a.desk.reply(conversationId, 'Hi')).toMatchObject({ status: 'sent' });
  });

  // In JavaScript, anything can come in; each case is one the types forbid, or cannot see.
  const cases: [string, string, (desk: LooseDesk, id: string) => unknown][] = [
    ['no text', 'text', (desk, id) => desk.reply(id)],
    ['an empty text', 'text', (desk, id) => desk.reply(id, '')],
    ['a text of spaces', 'text', (desk, id) => desk.reply(id, ' \n\t')],
    ['a text that is none', 'text', (desk, id) => desk.reply(id, 42)],
    ['no conversation', 'conversationId', (desk) => desk.reply(undefined, 'Hi')],
    ['an empty conversation', 'conversationId', (desk) => desk.reply('', 'Hi')],
    ['an empty id', 'id', (desk, id) => desk.reply(id, 'Hi', { id: '' })],
    [
      'an id that is too long',
      'id: expected at most 200 characters',
      (desk, id) => desk.reply(id, 'Hi', { id: 'x'.repeat(201) }),
    ],
    ['an agent without an id', 'agent', (desk, id) => desk.reply(id, 'Hi', { agent: { name: 'Ann' } })],
    ['an agent that is a name', 'agent', (desk, id) => desk.reply(id, 'Hi', { agent: 'Ann' })],
    ['a signal that is none', 'signal', (desk, id) => desk.reply(id, 'Hi', { signal: {} })],
    ['an empty farewell', 'farewell', (desk, id) => desk.close(id, { farewell: '' })],
    ['a farewell that is none', 'farewell', (desk, id) => desk.close(id, { farewell: 1 })],
    ['nobody who claims', 'agent', (desk, id) => desk.claim(id)],
    ['nobody who releases', 'agent', (desk, id) => desk.release(id)],
    ['no ticket', 'ref', (desk, id) => desk.link(id)],
    ['an empty ticket', 'ref', (desk) => desk.find('')],
    ['an unknown state', 'state', (desk) => desk.sessions({ state: 'open' })],
    ['a limit of 0', 'limit: expected a whole number from 1 to 1000', (desk) => desk.sessions({ limit: 0 })],
    ['a limit of 5000', 'limit: expected a whole number from 1 to 1000', (desk) => desk.sessions({ limit: 5000 })],
    ['a limit of half', 'limit', (desk, id) => desk.transcript(id, { limit: 0.5 })],
    ['a negative seq', 'after', (desk, id) => desk.transcript(id, { after: -1 })],
    ['a cursor that is a number', 'after', async (desk) => desk.events({ after: 1 })],
    ['an events signal that is none', 'signal', async (desk) => next(desk.events({ signal: {} }))],
    ['a negative timeout', 'timeoutMs', (desk) => desk.shutdown({ timeoutMs: -1 })],
    ['a timeout longer than a timer can be', 'timeoutMs', (desk) => desk.shutdown({ timeoutMs: 3_000_000_000 })],
  ];

  it.each(cases)('%s rejects with kind input, names %s, and nothing is done', async (_, field, call) => {
    const scene = await setUp(openPlace());
    const { conversationId } = await scene.platform.visitor({ transcript: [] });
    const before = await scene.b.desk.session(conversationId);
    // The methods of a desk, called as JavaScript may call them.
    const pending = call(scene.a.desk as unknown as LooseDesk, conversationId);
    expect(pending, 'it should reject, not throw').toBeInstanceOf(Promise);
    const error = await failureOf(pending as Promise<unknown>);
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent' });
    expect(error.message).toContain(field);
    expect(error.message).toMatch(/^desk\.\w+: .*expected.*Nothing was done\.$/);
    expect(sent(scene)).toEqual([]);
    expect(await scene.b.desk.session(conversationId)).toEqual(before);
    expect(await scene.a.desk.session(conversationId), 'the desk still works').toEqual(before);
  });
});

type LooseDesk = Record<
  'reply' | 'close' | 'claim' | 'release' | 'link' | 'find' | 'sessions' | 'transcript' | 'events' | 'shutdown',
  (...given: unknown[]) => unknown
>;

function next(events: unknown): unknown {
  return (events as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
}
