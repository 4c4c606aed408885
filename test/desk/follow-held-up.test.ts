import { GptBotsHumanError } from 'gptbots-human';
import { type DeskEvent, type FollowEvent, memoryStore } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { pass, passUntil } from './support/passing-time.ts';
import { post, setUp } from './support/scene.ts';

const chat = samples.chat();

// A desk on which a follower is held up by one conversation, and has handled what others wrote, a minute and more ago.
async function heldUp() {
  const store = memoryStore();
  const scene = await setUp(async () => store);
  const { a, clock } = scene;
  const say = (conversation_id: string, body: string, through = a) =>
    post(through, 'chat', { ...chat, conversation_id, body, timestamp: clock.now() });
  const heard: string[] = [];
  const hear = (isStuck: boolean) => (event: FollowEvent) => {
    if (event.type !== 'message') return;
    const { conversationId, text } = event.message;
    if (isStuck && conversationId === 'stuck') throw new Error('not yet');
    heard.push(text);
  };
  return { ...scene, say, heard, hear };
}

it('what a follower has handled is not handled again after a restart, though one conversation is held up', async () => {
  const { a, b, clock, say, heard, hear } = await heldUp();
  const following = a.desk.follow('crm', hear(true));
  await say('other', 'before');
  await passUntil(clock, () => expect(heard).toEqual(['before']));
  await say('stuck', 'one');
  for (const text of ['first', 'second']) await say('other', text);
  await say('stuck', 'two');
  await pass(clock, 70_000);
  await say('other', 'third');
  await passUntil(clock, () => expect(heard).toEqual(['before', 'first', 'second', 'third']));
  await a.desk.shutdown();
  await following;
  heard.length = 0;
  await say('other', 'fourth', b);
  void b.desk.follow('crm', hear(false));
  await passUntil(clock, () => expect(heard.toSorted()).toEqual(['fourth', 'one', 'two']));
  expect(heard.indexOf('one')).toBeLessThan(heard.indexOf('two'));
  await pass(clock, 5_000);
  expect(heard).toHaveLength(3);
});

it('a follower that ends while it looks for what is held up knows as much as before', async () => {
  const { a, b, c, clock, say, heard, hear } = await heldUp();
  const following = a.desk.follow('crm', hear(true));
  await say('other', 'before');
  await passUntil(clock, () => expect(heard).toEqual(['before']));
  await say('stuck', 'one');
  await say('other', 'first');
  await pass(clock, 70_000);
  await say('other', 'second');
  await passUntil(clock, () => expect(heard).toContain('second'));
  await a.desk.shutdown();
  await following;
  // It cannot read a single event.
  const again = new AbortController();
  b.store.on('events', () => {
    throw new Error('the store is away');
  });
  const looking = b.desk.follow('crm', hear(false), { signal: again.signal });
  await pass(clock, 3_000);
  again.abort();
  await looking;
  heard.length = 0;
  void c.desk.follow('crm', hear(false));
  await say('other', 'third', c);
  await passUntil(clock, () => expect(heard).toEqual(['one', 'third']));
});

it('what it has handled is known, also when the last of it was erased', async () => {
  const { a, b, clock, say, heard, hear } = await heldUp();
  const following = a.desk.follow('crm', hear(true));
  await say('other', 'before');
  await passUntil(clock, () => expect(heard).toEqual(['before']));
  await say('stuck', 'one');
  await say('other', 'first');
  await pass(clock, 70_000);
  await say('other', 'second');
  await say('forgotten', 'third');
  await passUntil(clock, () => expect(heard).toContain('third'));
  await a.desk.shutdown();
  await following;
  heard.length = 0;
  await b.desk.forget({ conversationId: 'forgotten' });
  void b.desk.follow('crm', hear(false));
  await passUntil(clock, () => expect(heard).toEqual(['one']));
});

it('many conversations that are held up do not hold up another', async () => {
  const { a, clock } = await heldUp();
  const heard: string[] = [];
  void a.desk.follow('crm', (event) => {
    if (event.type !== 'message') return;
    if (event.message.conversationId.startsWith('stuck')) throw new Error('not yet');
    heard.push(event.message.text);
  });
  for (let index = 0; index < 1_200; index++) {
    const conversation_id = `stuck ${index % 60}`;
    await post(a, 'chat', { ...chat, conversation_id, body: `${index}`, timestamp: clock.now() + index });
  }
  await post(a, 'chat', { ...chat, conversation_id: 'other', body: 'hello', timestamp: clock.now() });
  await passUntil(clock, () => expect(heard).toEqual(['hello']));
});

it('a gap is told while a conversation is held up, and the others go on after it', async () => {
  const { a, clock, say } = await heldUp();
  const heard: string[] = [];
  let isTrimmed = false;
  async function* untilTrimmed(events: AsyncIterable<DeskEvent>) {
    for await (const event of events) {
      yield event;
      if (isTrimmed || event.type !== 'message' || event.conversationId !== 'stuck') continue;
      isTrimmed = true;
      throw new GptBotsHumanError('trimmed', { kind: 'cursor', delivery: 'not_sent' });
    }
  }
  // What this operation returns is no promise.
  a.store.on('events', ((run: () => AsyncIterable<DeskEvent>) => untilTrimmed(run())) as never);
  void a.desk.follow('crm', (event) => {
    if (event.type === 'message' && event.conversationId === 'stuck') throw new Error('not yet');
    if (event.type === 'message') heard.push(event.message.text);
    if (event.type === 'gap') heard.push(event.type);
  });
  await passUntil(clock, () => expect(a.store.count('events')).toBe(1));
  await say('other', 'before');
  await say('stuck', 'one');
  await say('other', 'after');
  await passUntil(clock, () => expect(heard).toEqual(['before', 'gap', 'before', 'after']), 30_000);
});

it('what takes over from an instance that died handles only what was under way there', async () => {
  const { a, b, clock, say } = await heldUp();
  const heard = { a: [] as string[], b: [] as string[] };
  void a.desk.follow('crm', (event) => {
    if (event.type !== 'message') return undefined;
    heard.a.push(event.message.text);
    return event.conversationId === 'slow' ? new Promise(() => {}) : undefined;
  });
  await passUntil(clock, () => expect(a.store.count('events')).toBe(1));
  await say('slow', 'one');
  for (const text of ['first', 'second', 'third']) await say('other', text);
  await passUntil(clock, () => expect(heard.a).toEqual(['one', 'first', 'second', 'third']));
  // How far it is was kept meanwhile.
  await pass(clock, 10_000);
  a.store.on('follower', () => new Promise(() => {}));
  void b.desk.follow('crm', (event) => void (event.type === 'message' && heard.b.push(event.message.text)));
  await say('other', 'fourth', b);
  await passUntil(clock, () => expect(heard.b.toSorted()).toEqual(['fourth', 'one']), 60_000);
});
