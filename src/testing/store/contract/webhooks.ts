import type { Suite } from '../suite.ts';
import { chatOf, cursorOf, establishOf, newTurn, recorded, setUp, times } from './set-up.ts';

const endings = [
  ['USER_CLOSED', false, 'user_closed'],
  ['TIMEOUT', false, 'never_answered'],
  ['SOMETHING_NEW', false, 'never_answered'],
  ['USER_CLOSED', true, 'user_closed'],
  ['TIMEOUT', true, 'timeout'],
] as const;

export function describeWebhooks({ describe, it, expect }: Suite): void {
  describe('establish', () => {
    it('opens a session that waits, with what was said before and a greeting to send', async (scope) => {
      const { store, clock } = await setUp(scope);
      const user = { key: 'user:7', userId: '7', name: 'Bea', email: 'bea@example.com' };
      const step = await store.step(
        'establish',
        establishOf('c', {
          user,
          lines: [
            { id: 'l0', from: 'user', text: 'help' },
            { id: 'l1', from: 'bot', text: '' },
          ],
          at: 1234,
          greeting: { id: 'g', text: 'One minute.' },
        }),
        'turn-a',
      );
      const now = clock.now();
      const session = {
        conversationId: 'c',
        botId: 'bot-1',
        state: 'waiting',
        user,
        channel: {},
        labels: [],
        version: 4,
        lastSeq: 3,
        userMessages: 0,
        openedAt: now,
        deadlineAt: now + times.waitTimeoutMs,
        lastMessageAt: now,
      };
      const of = (seq: number, order: number) => ({ seq, order, conversationId: 'c' });
      const messages = [
        { id: 'l0', ...of(1, -1), from: 'user', text: 'help', at: 1234, status: 'received' },
        { id: 'l1', ...of(2, 0), from: 'bot', text: '', at: now, status: 'received' },
        { id: 'g', ...of(3, 3), from: 'system', text: 'One minute.', at: now, status: 'pending' },
      ];
      expect(step).toEqual({
        outcome: 'opened',
        changes: [
          { type: 'opened', session, transcript: messages.slice(0, 2) },
          ...messages.slice(2).map((message) => ({ type: 'message', message })),
        ],
        work: {
          conversationId: 'c',
          session,
          entry: 3,
          turn: 'turn-a',
          leaseMs: expect.any(Number),
          message: messages[2],
        },
        cursor: expect.any(String),
      });
      expect(await recorded(store, 'c')).toEqual({ session, messages });
    });

    it('changes nothing when it is repeated, or when another one comes for an open session', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const before = await recorded(store, 'c');
      expect(await establish('c')).toMatchObject({ outcome: 'repeated', changes: [] });
      expect(await establish('c', { key: 'another', botId: 'bot-2' })).toMatchObject({
        outcome: 'repeated',
        changes: [],
      });
      expect(await recorded(store, 'c')).toEqual(before);
    });

    it('is refused for a closed session, except for the one that opened it', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      await establish('c');
      await close('c');
      const before = await recorded(store, 'c');
      expect(await establish('c', { key: 'another' })).toMatchObject({ outcome: 'refused', changes: [] });
      expect(await establish('c')).toMatchObject({ outcome: 'repeated', changes: [] });
      expect(await recorded(store, 'c')).toEqual(before);
    });

    it('fills an orphan: its lines stand first, and the waiting begins', async (scope) => {
      const { store, clock, establish, chat } = await setUp(scope);
      await chat('c', 'early');
      const step = await establish('c', {
        user: { key: 'user:7' },
        lines: [{ id: 'l0', from: 'user', text: 'help' }],
        greeting: { id: 'g', text: 'One minute.' },
      });
      expect(step).toMatchObject({ outcome: 'filled', work: { entry: 3 } });
      expect(step.changes).toMatchObject([
        { type: 'updated', transcript: [{ text: 'help' }] },
        { type: 'message', message: { text: 'One minute.' } },
      ]);
      const { session, messages } = await recorded(store, 'c');
      expect(session).not.toHaveProperty('orphan');
      expect(session).toMatchObject({ botId: 'bot-1', deadlineAt: clock.now() + times.waitTimeoutMs });
      expect(messages?.map(({ text, seq, order }) => [text, seq, order])).toEqual([
        ['early', 1, 1],
        ['help', 2, 0],
        ['One minute.', 3, 3],
      ]);
    });

    for (const isOrphan of [false, true]) {
      it(`keeps the newest 1,000 lines of a longer transcript, in order: ${isOrphan ? 'an orphan' : 'a new session'}`, async (scope) => {
        const { store, establish, chat } = await setUp(scope);
        if (isOrphan) await chat('c', 'early');
        const lines = Array.from({ length: 1_200 }, (_, index) => ({
          id: `l${index}`,
          from: index % 2 ? ('bot' as const) : ('user' as const),
          text: `line ${index}`,
        }));
        const { changes } = await establish('c', { lines });
        const newest = Array.from({ length: 1_000 }, (_, index) => `line ${index + 200}`);
        expect(changes).toHaveLength(1);
        const told = changes.flatMap((change) => ('transcript' in change ? change.transcript : []));
        expect(told?.map((line) => line?.text)).toEqual(newest);
        const before = isOrphan ? 1 : 0;
        const stored = await store.transcript('c', { after: before, limit: 1_000 });
        expect(stored?.map(({ text }) => text)).toEqual(newest);
        expect(stored?.map(({ order }) => order)).toEqual(newest.map((_, index) => index - 999));
        expect(await store.session('c')).toMatchObject({ lastSeq: 1_000 + before, userMessages: before });
        expect(await establish('c', { lines })).toMatchObject({ outcome: 'repeated', changes: [] });
      });
    }

    it('fills a session that was closed before it came, which stays closed', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      expect(await close('c', 'TIMEOUT')).toMatchObject({ outcome: 'closed' });
      const lines = [{ id: 'l0', from: 'user' as const, text: 'help' }];
      const step = await establish('c', { lines, greeting: { id: 'g', text: 'Hi' } });
      expect(step).toMatchObject({ outcome: 'filled' });
      expect(step.work).toBeUndefined();
      const { session, messages } = await recorded(store, 'c');
      expect(session).toMatchObject({ state: 'closed', closeReason: 'never_answered', botId: 'bot-1' });
      expect(session).not.toHaveProperty('deadlineAt');
      expect(messages?.map(({ text }) => text)).toEqual(['help']);
    });
  });

  describe('chat', () => {
    it('stores what the user writes, once for each id', async (scope) => {
      const { store, clock, establish, chat } = await setUp(scope);
      await establish('c');
      const message = {
        id: 'chat hello',
        seq: 1,
        order: 1,
        conversationId: 'c',
        from: 'user',
        text: 'hello',
        at: 2000,
        status: 'received',
      };
      await clock.advance(5000);
      const step = await chat('c', 'hello');
      expect(step).toEqual({
        outcome: 'stored',
        changes: [{ type: 'message', message }],
        cursor: expect.any(String),
      });
      expect(await chat('c', 'hello')).toMatchObject({ outcome: 'repeated', changes: [] });
      const { session, messages } = await recorded(store, 'c');
      expect(messages).toEqual([message]);
      expect(session).toMatchObject({ userMessages: 1, lastSeq: 1, version: 2, lastMessageAt: clock.now() });
    });

    it('opens an orphan when its conversation is not known', async (scope) => {
      const { store, chat } = await setUp(scope);
      const step = await chat('c', 'hello');
      expect(step.changes.map(({ type }) => type)).toEqual(['opened', 'message']);
      const { session } = await recorded(store, 'c');
      expect(session).toMatchObject({ orphan: true, state: 'waiting', botId: '', user: {}, userMessages: 1 });
      expect(session).not.toHaveProperty('deadlineAt');
    });

    it('stands where its time on the platform puts it', async (scope) => {
      const { store, chat, answer } = await setUp(scope);
      await chat('c', 'first', { at: 100 });
      await chat('c', 'third', { at: 300 });
      await answer('c', 'answer');
      await chat('c', 'second', { at: 200 });
      await chat('c', 'second again', { at: 200 });
      const messages = (await recorded(store, 'c')).messages ?? [];
      expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      const shown = messages.toSorted((a, b) => a.order - b.order || a.seq - b.seq).map(({ text }) => text);
      expect(shown).toEqual(['first', 'second', 'second again', 'third', 'answer']);
    });

    it('counts as now when its time is more than a day ahead, and spoils the order of nothing that follows', async (scope) => {
      const { store, clock, chat } = await setUp(scope);
      const day = 86_400_000;
      const now = clock.now();
      await chat('c', 'far ahead', { at: Number.MAX_SAFE_INTEGER });
      await clock.advance(1000);
      await chat('c', 'second', { at: now + 500 });
      await chat('c', 'third', { at: now + 1000 + day });
      await chat('c', 'before the third', { at: now + 1001 });
      const messages = (await recorded(store, 'c')).messages ?? [];
      const shown = messages.toSorted((a, b) => a.order - b.order || a.seq - b.seq);
      expect(shown.map(({ text, at }) => [text, at])).toEqual([
        ['far ahead', now],
        ['second', now + 500],
        ['before the third', now + 1001],
        ['third', now + 1000 + day],
      ]);
    });

    it('is kept as late after the end', async (scope) => {
      const { store, establish, chat, close } = await setUp(scope);
      await establish('c');
      await close('c');
      expect((await chat('c', 'wait')).changes).toMatchObject([{ type: 'message', message: { late: true } }]);
      expect(await recorded(store, 'c')).toMatchObject({
        session: { state: 'closed' },
        messages: [{ text: 'wait', late: true }],
      });
    });
  });

  describe('close', () => {
    for (const [type, isAnswered, closeReason] of endings) {
      it(`with ${type}, answered: ${isAnswered}, ends the session as ${closeReason}`, async (scope) => {
        const { store, clock, establish, answer, close } = await setUp(scope);
        await establish('c');
        if (isAnswered) await answer('c', 'hi');
        await clock.advance(1000);
        const step = await close('c', type);
        const session = await store.session('c');
        expect(session).toMatchObject({ state: 'closed', closeReason, closedAt: clock.now() });
        expect(session).not.toHaveProperty('deadlineAt');
        expect(step).toMatchObject({ outcome: 'closed', changes: [{ type: 'closed', session }] });
      });
    }

    it('happens once, and keeps its first reason', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      await establish('c');
      await close('c', 'TIMEOUT');
      const before = await recorded(store, 'c');
      expect(await close('c', 'USER_CLOSED')).toMatchObject({ outcome: 'repeated', changes: [] });
      expect(await recorded(store, 'c')).toEqual(before);
    });

    it('drops what was not started, as failed', async (scope) => {
      const { store, establish, reply, close } = await setUp(scope);
      await establish('c');
      await reply('c', 'one');
      await reply('c', 'two');
      const { changes } = await close('c');
      expect(changes).toMatchObject([
        { type: 'settled', message: { text: 'two', status: 'failed' } },
        { type: 'closed', session: { state: 'closed' } },
      ]);
      const { messages } = await recorded(store, 'c');
      expect(messages?.map(({ status }) => status)).toEqual(['pending', 'failed']);
    });

    it('is remembered when it comes before all else', async (scope) => {
      const { close } = await setUp(scope);
      const step = await close('c');
      expect(step.changes).toMatchObject([
        { type: 'opened', session: { orphan: true } },
        { type: 'closed', session: { orphan: true, closeReason: 'user_closed' } },
      ]);
    });
  });

  it('gives each step a cursor from which the next change is the first', async (scope) => {
    const { store } = await setUp(scope);
    await store.step('establish', establishOf('c'), newTurn());
    await store.step('chat', chatOf('c', 'one'));
    const cursor = await cursorOf(store);
    await store.step('chat', chatOf('c', 'two'));
    for await (const event of store.events(cursor, AbortSignal.timeout(60_000))) {
      expect(event).toMatchObject({ type: 'message', message: { text: 'two' } });
      return;
    }
    throw new Error('expected an event after the cursor');
  });
}
