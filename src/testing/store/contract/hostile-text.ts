import type { Suite } from '../suite.ts';
import { eventsSince, newTurn, recorded, setUp } from './set-up.ts';

/** What is hard to keep: each has to come back as it was, and to stay apart from all others. */
export const hostileTexts = [
  '\ud800',
  '\udc00',
  '\ud800\ud800',
  '\ufffd',
  '\udc00\ud800',
  '{a}',
  '{',
  '}',
  '{}',
  'a{b}c',
  '\0',
  'a\0b',
  'a\0',
  'a',
  'x'.repeat(500),
  'x'.repeat(499),
  '__proto__',
  'constructor',
  'toString',
  'a:b',
  'a:b:c',
  ':c:a',
  'a b',
  ' a',
  'a ',
  ' ',
  'a\nb',
  '\n',
  'a\r\nb',
  '"',
  '\\',
  '\\n',
  '\\u0000',
  '\\ud800',
  'a,b',
  '=',
  '#a',
  '*',
  '?[a-z]',
  '%d%s',
  '-1',
  '0',
  '00',
  '1e3',
  'null',
  'undefined',
  'false',
  'é',
  'e\u0301',
  'İ',
  '😀',
  '\u2028',
  '한국어',
];

const named = hostileTexts.map((text) => [JSON.stringify(text).slice(0, 20), text] as const);

export function describeHostileText({ describe, it, expect }: Suite): void {
  describe('hostile text', () => {
    it('as a conversation id stays apart and comes back unchanged', async (scope) => {
      const { store, chat } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      for (const [index, id] of hostileTexts.entries()) await chat(id, `of ${index}`);
      for (const [index, id] of hostileTexts.entries()) {
        const { session, messages } = await recorded(store, id);
        expect(session).toMatchObject({ conversationId: id, userMessages: 1 });
        expect(messages).toMatchObject([{ conversationId: id, text: `of ${index}` }]);
      }
      const { sessions } = await store.sessions({ limit: 1000 });
      expect(sessions.map(({ conversationId }) => conversationId)).toEqual(hostileTexts);
      const events = await eventsSince(store, cursor);
      expect(events.map(({ conversationId }) => conversationId)).toEqual(hostileTexts.flatMap((id) => [id, id]));
    });

    it('as a conversation id is swept, settled and forgotten as any other', async (scope) => {
      const { store, clock, reply, chat, sweepAfter } = await setUp(scope);
      for (const id of hostileTexts) {
        await chat(id, 'hello');
        await reply(id, 'one');
        await reply(id, 'two');
      }
      const { waiting, changes } = await sweepAfter(10_000);
      expect(waiting.toSorted()).toEqual(hostileTexts.toSorted());
      expect(changes).toHaveLength(hostileTexts.length);
      for (const id of waiting) {
        const { work } = await store.step('start', { conversationId: id }, newTurn());
        expect(work).toMatchObject({ conversationId: id, message: { text: 'two', conversationId: id } });
        await store.step('close', { conversationId: id, type: 'TIMEOUT' });
      }
      await clock.advance(86_400_000);
      await store.sweep();
      await store.sweep();
      expect((await store.sessions({ limit: 1000 })).sessions).toEqual([]);
    });

    it('as the id of a message stays apart and comes back unchanged', async (scope) => {
      const { store, chat, establish } = await setUp(scope);
      await establish('c');
      for (const id of hostileTexts) expect(await chat('c', 'hi', { id })).toMatchObject({ outcome: 'stored' });
      for (const id of hostileTexts) expect(await chat('c', 'hi', { id })).toMatchObject({ outcome: 'repeated' });
      expect((await recorded(store, 'c')).messages?.map(({ id }) => id)).toEqual(hostileTexts);
    });

    it('as the id of a reply is the same reply, and no other', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      await establish('c');
      const reply = (id: string) =>
        store.step('reply', { conversationId: 'c', id, text: 'hi', agent: undefined }, newTurn());
      for (const id of hostileTexts) await settle((await reply(id)).work, 'sent');
      for (const id of hostileTexts) expect(await reply(id)).toMatchObject({ outcome: 'sent', message: { id } });
    });

    for (const [name, text] of named) {
      it(`${name} comes back unchanged wherever it is written`, async (scope) => {
        const { store, establish, chat } = await setUp(scope);
        const agent = { id: text, name: text };
        const user = { key: text, name: text, userId: text, anonymousId: text, phone: text, email: text };
        const { cursor } = await store.sessions({ limit: 1 });
        const opened = await establish('c', {
          key: text,
          botId: text,
          user,
          lines: [
            { id: `l0${text}`, from: 'user', text },
            { id: `l1${text}`, from: 'bot', text },
          ],
          greeting: { id: `g${text}`, text },
        });
        await chat('c', text, { id: `m${text}` });
        await store.step('reply', { conversationId: 'c', id: `r${text}`, text, agent }, newTurn());
        const claimed = await store.step('claim', { conversationId: 'c', agent, from: undefined });
        const linked = await store.step('link', { conversationId: 'c', ref: text });
        await store.step('requestClose', { conversationId: 'c', farewell: { id: `f${text}`, text, agent } }, newTurn());

        const { session, messages } = await recorded(store, 'c');
        expect(session).toMatchObject({ botId: text, user, agent, ref: text });
        expect(messages?.map((message) => message.text)).toEqual(Array(6).fill(text));
        expect(messages?.map(({ id }) => id)).toEqual(['l0', 'l1', 'g', 'm', 'r', 'f'].map((first) => first + text));
        expect(messages?.flatMap((message) => message.agent ?? [])).toEqual([agent, agent]);
        expect(opened.work?.message).toMatchObject({ text });
        expect(claimed).toMatchObject({ outcome: 'claimed', session: { agent } });
        expect(linked).toMatchObject({ session: { ref: text } });
        expect(await store.find(text)).toEqual(session);
        expect((await store.sessions({ userKey: text, limit: 2 })).sessions).toEqual([session]);
        expect(await store.step('claim', { conversationId: 'c', agent, from: undefined })).toMatchObject({
          changes: [],
        });
        const [event] = await eventsSince(store, cursor);
        expect(event).toMatchObject({ type: 'opened', session: { user } });
        expect(await establish('c', { key: text })).toMatchObject({ outcome: 'repeated' });
        expect(await store.step('release', { conversationId: 'c', agentId: text })).toMatchObject({
          outcome: 'released',
        });
      });
    }

    it('as a ticket, an agent or a user stays apart', async (scope) => {
      const { store, establish } = await setUp(scope);
      for (const [index, text] of hostileTexts.entries()) {
        await establish(`c${index}`, { user: { key: text } });
        await store.step('link', { conversationId: `c${index}`, ref: text });
      }
      for (const [index, text] of hostileTexts.entries()) {
        expect(await store.find(text)).toMatchObject({ conversationId: `c${index}` });
        const { sessions } = await store.sessions({ userKey: text, limit: 10 });
        expect(sessions.map(({ conversationId }) => conversationId)).toEqual([`c${index}`]);
        const claim = { conversationId: 'c0', agent: { id: `agent ${index}` }, from: text };
        expect((await store.step('claim', claim)).outcome).toBe('conflict');
        await store.step('claim', { ...claim, agent: { id: text }, from: (await store.session('c0'))?.agent?.id });
        expect((await store.step('claim', claim)).outcome).toBe('claimed');
      }
    });

    it('as a close type is a timeout', async (scope) => {
      const { store, establish } = await setUp(scope);
      for (const [index, type] of hostileTexts.entries()) {
        await establish(`c${index}`);
        await store.step('close', { conversationId: `c${index}`, type });
        expect(await store.session(`c${index}`)).toMatchObject({ closeReason: 'never_answered' });
      }
    });

    it('of great length, and numbers as large as a time may be, come back unchanged', async (scope) => {
      const { store, clock, chat, establish } = await setUp(scope);
      const text = '\ud800{}\0"\\\n,é'.repeat(20_000);
      await establish('c');
      await chat('c', text, { id: 'long' });
      const times = [0, 1, 1_742_265_090_895, clock.now() + 86_400_000];
      for (const at of times) await chat('c', `at ${at}`, { at });
      const { messages = [] } = await recorded(store, 'c');
      expect(messages[0]?.text === text, 'the long text is as it was').toBe(true);
      expect(messages.slice(1).map(({ at }) => at)).toEqual(times);
    });

    it('is no time: one before 1970, or far ahead, is taken for now', async (scope) => {
      const { store, clock, chat, establish } = await setUp(scope);
      const times = [-1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
      for (const at of times) await chat('c', `at ${at}`, { at });
      await establish('d', { lines: [{ id: 'l', from: 'user', text: 'hello' }], at: Number.MIN_SAFE_INTEGER });
      const found = [await recorded(store, 'c'), await recorded(store, 'd')].flatMap(({ messages = [] }) => messages);
      expect(found.map(({ at }) => at)).toEqual(Array(4).fill(clock.now()));
    });
  });
}
