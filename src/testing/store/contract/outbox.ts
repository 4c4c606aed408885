import type { Suite } from '../suite.ts';
import { newTurn, recorded, replyOf, setUp } from './set-up.ts';

const ann = { id: 'ann', name: 'Ann' };

export function describeOutbox({ describe, it, expect }: Suite): void {
  describe('reply', () => {
    it('is stored as pending, and started when nothing else is being sent', async (scope) => {
      const { store, clock, establish } = await setUp(scope);
      await establish('c');
      await clock.advance(500);
      const step = await store.step('reply', replyOf('c', 'hi', { id: 'r1', agent: ann }), 'turn-a');
      const message = {
        id: 'r1',
        seq: 1,
        order: 1,
        conversationId: 'c',
        from: 'agent',
        text: 'hi',
        at: clock.now(),
        status: 'pending',
        agent: ann,
      };
      expect(step).toEqual({
        outcome: 'pending',
        changes: [{ type: 'message', message }],
        message,
        work: {
          conversationId: 'c',
          session: expect.objectContaining({ conversationId: 'c', botId: 'bot-1', state: 'waiting' }),
          entry: 1,
          turn: 'turn-a',
          leaseMs: 10_000,
          message,
        },
        cursor: expect.any(String),
      });
      expect((await recorded(store, 'c')).messages).toEqual([message]);
    });

    it('waits behind the one before it, and is started when that one is settled', async (scope) => {
      const { establish, reply, settle } = await setUp(scope);
      await establish('c');
      const one = await reply('c', 'one');
      const two = await reply('c', 'two');
      const three = await reply('c', 'three');
      expect([two.outcome, two.work, three.work]).toEqual(['pending', undefined, undefined]);
      const afterOne = await settle(one.work, 'failed');
      expect(afterOne.work).toMatchObject({ entry: 2, message: { text: 'two', status: 'pending' } });
      const afterTwo = await settle(afterOne.work, 'unknown');
      expect(afterTwo.work).toMatchObject({ entry: 3, message: { text: 'three' } });
      expect((await settle(afterTwo.work, 'sent')).work).toBeUndefined();
    });

    it('under the same id is the same reply: sent, unknown and pending are said again', async (scope) => {
      const { store, establish, reply, settle } = await setUp(scope);
      await establish('c');
      const sent = await reply('c', 'sent');
      await settle(sent.work, 'sent');
      const unknown = await reply('c', 'unknown');
      await settle(unknown.work, 'unknown');
      await reply('c', 'pending');
      const before = await recorded(store, 'c');
      for (const status of ['sent', 'unknown', 'pending']) {
        const again = await reply('c', status);
        expect(again).toMatchObject({ outcome: status, changes: [], message: { text: status, status } });
        expect(again.work).toBeUndefined();
      }
      expect(await recorded(store, 'c')).toEqual(before);
    });

    it('of many that wait is failed with all others when the session ends', async (scope) => {
      const { establish, reply, close } = await setUp(scope);
      await establish('c');
      for (let n = 0; n < 60; n++) await reply('c', `${n}`);
      const { changes } = await close('c');
      // The first one is being sent.
      const failed = Array.from({ length: 59 }, (_, n) => ({ message: { text: `${n + 1}`, status: 'failed' } }));
      expect(changes).toMatchObject([...failed, { type: 'closed' }]);
    });

    it('that failed is tried again under its id, as the same message', async (scope) => {
      const { store, establish, reply, settle } = await setUp(scope);
      await establish('c');
      await settle((await reply('c', 'hi')).work, 'failed');
      const again = await reply('c', 'hi');
      expect(again).toMatchObject({
        outcome: 'pending',
        changes: [{ type: 'settled', message: { status: 'pending', seq: 1 } }],
        work: { entry: 1 },
      });
      await settle(again.work, 'sent');
      expect((await recorded(store, 'c')).messages).toMatchObject([{ seq: 1, status: 'sent' }]);
    });

    it('is a conflict when its id was used for another text, or for what is no reply', async (scope) => {
      const { store, establish, reply, chat } = await setUp(scope);
      await establish('c', {
        lines: [{ id: 'line', from: 'bot', text: 'same' }],
        greeting: { id: 'greeting', text: 'same' },
      });
      await chat('c', 'same', { id: 'chat' });
      await reply('c', 'same');
      const before = await recorded(store, 'c');
      for (const id of ['line', 'greeting', 'chat']) {
        expect(await store.step('reply', replyOf('c', 'same', { id }), newTurn())).toMatchObject({
          outcome: 'conflict',
        });
      }
      const step = await store.step('reply', replyOf('c', 'other', { id: 'reply same' }), newTurn());
      expect(step).toMatchObject({ outcome: 'conflict', changes: [] });
      expect(await recorded(store, 'c')).toEqual(before);
    });

    it('is not stored for a closed session, nor for one that is not known', async (scope) => {
      const { store, establish, close, reply, settle } = await setUp(scope);
      expect(await reply('c', 'hi')).toMatchObject({ outcome: 'not_found', changes: [] });
      expect(await store.session('c')).toBeUndefined();
      await establish('c');
      await settle((await reply('c', 'failed')).work, 'failed');
      await close('c');
      const before = await recorded(store, 'c');
      expect(await reply('c', 'hi')).toMatchObject({ outcome: 'closed', changes: [] });
      expect(await reply('c', 'failed')).toMatchObject({ outcome: 'closed', changes: [] });
      expect(await recorded(store, 'c')).toEqual(before);
    });
  });

  describe('settle', () => {
    it('of the first reply connects the session; a greeting is no answer of a person', async (scope) => {
      const { store, clock, establish, reply, settle } = await setUp(scope);
      const { work } = await establish('c', { greeting: { id: 'g', text: 'hi' } });
      await clock.advance(1000);
      const greeted = await settle(work, 'sent');
      const connectedAt = clock.now();
      expect(greeted.changes.map(({ type }) => type)).toEqual(['settled', 'connected']);
      const connected = await store.session('c');
      expect(connected).toMatchObject({ state: 'connected', connectedAt });
      expect(connected).not.toHaveProperty('answeredAt');
      expect(connected).not.toHaveProperty('deadlineAt');
      await clock.advance(1000);
      const answered = await settle((await reply('c', 'hello')).work, 'sent');
      expect(answered.changes.map(({ type }) => type)).toEqual(['settled', 'updated']);
      expect(await store.session('c')).toMatchObject({ connectedAt, answeredAt: clock.now() });
      const third = await settle((await reply('c', 'more')).work, 'sent');
      expect(third.changes.map(({ type }) => type)).toEqual(['settled']);
    });

    for (const outcome of ['failed', 'unknown'] as const) {
      it(`of a reply that is ${outcome} connects nothing`, async (scope) => {
        const { store, establish, reply, settle } = await setUp(scope);
        await establish('c');
        expect((await settle((await reply('c', 'hi')).work, outcome)).changes).toMatchObject([
          { type: 'settled', message: { status: outcome } },
        ]);
        expect(await store.session('c')).toMatchObject({ state: 'waiting' });
      });
    }

    it('records what became of a reply that was on its way when the session was closed', async (scope) => {
      const { store, establish, reply, close, settle } = await setUp(scope);
      await establish('c');
      const { work } = await reply('c', 'hi');
      await close('c');
      expect((await settle(work, 'sent')).changes).toMatchObject([{ type: 'settled', message: { status: 'sent' } }]);
      expect(await recorded(store, 'c')).toMatchObject({
        session: { state: 'closed', closeReason: 'user_closed' },
        messages: [{ status: 'sent' }],
      });
    });

    it('of a conversation that is not known says so', async (scope) => {
      const { store } = await setUp(scope);
      const step = await store.step('settle', { conversationId: 'c', entry: 1, turn: 't', outcome: 'sent' }, newTurn());
      expect(step).toMatchObject({ outcome: 'not_found', changes: [] });
    });
  });

  describe('requestClose', () => {
    const farewell = { id: 'bye', text: 'Goodbye', agent: ann };

    it('sends what is to be sent, then the farewell, then the close', async (scope) => {
      const { store, clock, establish, reply, settle } = await setUp(scope);
      await establish('c');
      const first = await reply('c', 'hi');
      const asked = await store.step('requestClose', { conversationId: 'c', farewell }, newTurn());
      expect(asked).toMatchObject({ outcome: 'pending', changes: [{ type: 'message', message: { text: 'Goodbye' } }] });
      expect(asked.work).toBeUndefined();
      const second = await settle(first.work, 'sent');
      expect(second.work).toMatchObject({ message: { text: 'Goodbye', from: 'agent', agent: ann } });
      const third = await settle(second.work, 'failed');
      expect(third.work).toMatchObject({ entry: 0 });
      expect(third.work?.message).toBeUndefined();
      await clock.advance(1000);
      const closed = await settle(third.work, 'sent');
      const session = await store.session('c');
      expect(session).toMatchObject({ state: 'closed', closeReason: 'agent_closed', closedAt: clock.now() });
      expect(closed.changes).toEqual([{ type: 'closed', session }]);
    });

    it('asked for again adds no second farewell and no second close', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      await establish('c');
      const { work } = await store.step('requestClose', { conversationId: 'c', farewell }, newTurn());
      const other = { ...farewell, id: 'bye 2' };
      const again = await store.step('requestClose', { conversationId: 'c', farewell: other }, newTurn());
      expect(again).toMatchObject({ outcome: 'pending', changes: [] });
      const closing = await settle(work, 'sent');
      expect(closing.work).toMatchObject({ entry: 0 });
      await store.step('requestClose', { conversationId: 'c', farewell: undefined }, newTurn());
      await settle(closing.work, 'sent');
      expect((await recorded(store, 'c')).messages).toHaveLength(1);
      expect(await store.session('c')).toMatchObject({ state: 'closed' });
    });

    for (const outcome of ['failed', 'unknown', 'refused'] as const) {
      it(`leaves the session open when the close is ${outcome}`, async (scope) => {
        const { store, establish, settle } = await setUp(scope);
        await establish('c');
        const ask = () => store.step('requestClose', { conversationId: 'c', farewell: undefined }, newTurn());
        const { work } = await ask();
        expect((await settle(work, outcome)).changes).toMatchObject([
          { type: 'updated', session: { state: 'waiting' } },
        ]);
        expect(await store.session('c')).toMatchObject({ state: 'waiting' });
        expect((await ask()).work).toMatchObject({ entry: 0 });
      });
    }

    it('returns a session that is closed already, and does not know an unknown one', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      const ask = () => store.step('requestClose', { conversationId: 'c', farewell }, newTurn());
      expect(await ask()).toMatchObject({ outcome: 'not_found', changes: [] });
      await establish('c');
      await close('c');
      const before = await recorded(store, 'c');
      expect(await ask()).toMatchObject({ outcome: 'closed', changes: [], session: before.session });
      expect(await recorded(store, 'c')).toEqual(before);
    });
  });

  it('starts nothing when nothing is there, or something is being sent', async (scope) => {
    const { store, establish, reply } = await setUp(scope);
    const start = () => store.step('start', { conversationId: 'c' }, newTurn());
    expect(await start()).toMatchObject({ outcome: 'not_found' });
    await establish('c');
    expect(await start()).toMatchObject({ outcome: 'asked', changes: [] });
    await reply('c', 'one');
    await reply('c', 'two');
    expect((await start()).work).toBeUndefined();
  });
}
