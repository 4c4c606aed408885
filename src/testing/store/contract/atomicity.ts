import type { OutboxWork } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { chatOf, cursorOf, establishOf, eventsSince, newTurn, recorded, replyOf, setUp } from './set-up.ts';

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

export function describeAtomicity({ describe, it, expect }: Suite): void {
  describe('of many at the same moment,', () => {
    it('one establish opens the session and starts the greeting', async (scope) => {
      const { store } = await setUp(scope);
      const given = establishOf('c', { greeting: { id: 'g', text: 'Hi' } });
      const steps = await Promise.all(times(20, () => store.step('establish', given, newTurn())));
      expect(steps.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
      expect(steps.filter(({ work }) => work)).toHaveLength(1);
      expect((await recorded(store, 'c')).messages).toHaveLength(1);
    });

    it('one chat of an id is stored, and all of different ids', async (scope) => {
      const { store } = await setUp(scope);
      const steps = await Promise.all(times(60, (index) => store.step('chat', chatOf('c', `${index % 20}`))));
      expect(steps.filter(({ outcome }) => outcome === 'stored')).toHaveLength(20);
      const { session, messages } = await recorded(store, 'c');
      expect(messages?.map(({ seq }) => seq)).toEqual(times(20, (index) => index + 1));
      expect(new Set(messages?.map(({ text }) => text)).size).toBe(20);
      expect(session).toMatchObject({ lastSeq: 20, userMessages: 20, version: 21 });
    });

    it('one close ends the session', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const cursor = await cursorOf(store);
      const steps = await Promise.all(times(20, () => store.step('close', { conversationId: 'c', type: 'TIMEOUT' })));
      expect(steps.filter(({ outcome }) => outcome === 'closed')).toHaveLength(1);
      expect(await eventsSince(store, cursor)).toMatchObject([{ type: 'closed' }]);
    });

    it('one reply is started, and all are sent one after another', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      await establish('c');
      const steps = await Promise.all(times(20, (index) => store.step('reply', replyOf('c', `${index}`), newTurn())));
      const started = steps.flatMap(({ work }) => work ?? []);
      expect(started).toHaveLength(1);
      const sent: number[] = [];
      for (let work: OutboxWork | undefined = started[0]; work; work = (await settle(work, 'sent')).work)
        sent.push(work.entry);
      expect(sent).toEqual(times(20, (index) => index + 1));
    });

    it('one agent claims the session', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const steps = await Promise.all(
        times(20, (index) => store.step('claim', { conversationId: 'c', agent: { id: `${index}` }, from: undefined })),
      );
      const claimed = steps.flatMap(({ outcome }, index) => (outcome === 'claimed' ? [`${index}`] : []));
      expect(claimed).toHaveLength(1);
      expect(await store.session('c')).toMatchObject({ agent: { id: claimed[0] } });
    });

    it('one agent claims the session, also when each asks another store', async (scope) => {
      const { store, another, establish } = await setUp(scope);
      await establish('c');
      // Within a store, steps of a conversation wait for each other; only the database is between several.
      const stores = await Promise.all(times(5, another));
      const claim = (index: number) => ({ conversationId: 'c', agent: { id: `${index}` }, from: undefined });
      const steps = await Promise.all(stores.map((one, index) => one.step('claim', claim(index))));
      const claimed = steps.flatMap(({ outcome }, index) => (outcome === 'claimed' ? [`${index}`] : []));
      expect(claimed, 'who was told that the session is theirs').toHaveLength(1);
      expect(await store.session('c')).toMatchObject({ agent: { id: claimed[0] } });
    });

    it('a close and a reply leave nothing that is started after the end', async (scope) => {
      const { store, establish } = await setUp(scope);
      for (let index = 0; index < 20; index++) {
        const id = `c${index}`;
        await establish(id);
        const replying = () => store.step('reply', replyOf(id, 'hi'), newTurn());
        const closing = () => store.step('close', { conversationId: id, type: 'USER_CLOSED' });
        const isReplyFirst = index % 2 === 0;
        const first = isReplyFirst ? replying() : closing();
        const second = isReplyFirst ? closing() : replying();
        const [replied] = await Promise.all(isReplyFirst ? [first, second] : [second, first]);
        expect(replied.outcome === 'closed' ? replied.work === undefined : replied.work !== undefined).toBe(true);
        expect(await store.session(id)).toMatchObject({ state: 'closed' });
      }
    });

    it('the events are in the order of the versions', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const cursor = await cursorOf(store);
      await Promise.all(times(50, (index) => store.step('link', { conversationId: 'c', ref: `ticket ${index}` })));
      const versions = (await eventsSince(store, cursor)).map((event) => 'session' in event && event.session.version);
      expect(versions).toEqual(times(50, (index) => index + 2));
    });
  });
}
