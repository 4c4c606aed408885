import { GptBotsHumanClient, GptBotsHumanError } from 'gptbots-human';
import { createDesk, type DeskOptions, type DeskStore, memoryStore } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Follower, follow } from '../../examples/sessions/follow.ts';

/** A desk, a bookmark in memory, and a follower that notes what it hears. */
function setUp(options: Partial<DeskOptions> = {}) {
  const platform = createPlatform({ secret: 'secret' });
  onTestFinished(() => platform.close());
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const desk = createDesk({ client, secret: 'secret', ...options });
  onTestFinished(() => desk.shutdown());
  platform.connect(desk.webhook);
  let cursor: string | undefined;
  const bookmark = {
    load: async () => cursor,
    save: async (given: string) => {
      cursor = given;
    },
  };
  const heard: string[] = [];
  const follower: Follower = {
    handle: async (event) => {
      heard.push(event.type === 'message' ? event.message.text : event.type);
    },
    load: async ({ conversationId }) => {
      heard.push(`loaded ${conversationId}`);
    },
  };
  /** Follows until this has been heard; then ends as a process that is told to. */
  async function followUntil(last: string): Promise<string[]> {
    const over = new AbortController();
    const following = follow(desk, bookmark, follower, over.signal);
    await vi.waitUntil(() => heard.includes(last), { timeout: 60_000 });
    over.abort();
    await following;
    return heard.splice(0);
  }
  return { platform, desk, bookmark, follower, heard, followUntil };
}

it('a follower begins with the sessions there are, and goes on where it was when it is back', async () => {
  const { platform, followUntil } = setUp();
  const visitor = await platform.visitor();
  expect(await followUntil(`loaded ${visitor.conversationId}`)).toEqual([`loaded ${visitor.conversationId}`]);
  await visitor.say('while nobody listens');
  expect(await followUntil('while nobody listens')).toEqual(['while nobody listens']);
});

it('a change whose handling failed is handled again', async () => {
  const { platform, desk, bookmark, follower, followUntil } = setUp();
  const { cursor } = await desk.sessions();
  await bookmark.save(cursor);
  const visitor = await platform.visitor();
  await visitor.say('hello');
  const failing = { ...follower, handle: () => Promise.reject(new Error('the database is down')) };
  await expect(follow(desk, bookmark, failing, new AbortController().signal)).rejects.toThrow('the database is down');
  expect((await followUntil('hello'))[0]).toBe('opened');
});

it('a follower that was away for too long loads the sessions again, all pages of them', async () => {
  const { platform, desk, bookmark, followUntil } = setUp({ store: memoryStore({ eventsMax: 10 }) });
  const { cursor } = await desk.sessions();
  await bookmark.save(cursor);
  const visitors = [];
  for (let n = 0; n < 120; n++) visitors.push(await platform.visitor());
  const last = visitors.at(-1)?.conversationId;
  const loaded = visitors.map(({ conversationId }) => `loaded ${conversationId}`);
  expect(await followUntil(`loaded ${last}`)).toEqual(loaded);
});

it('a follower waits for a store that is away', async () => {
  const store: DeskStore = memoryStore();
  const { platform, heard, followUntil } = setUp({ store });
  const sessions = vi.spyOn(store, 'sessions');
  sessions.mockRejectedValueOnce(new GptBotsHumanError('away', { kind: 'store', delivery: 'not_sent' }));
  const { conversationId } = await platform.visitor();
  await followUntil(`loaded ${conversationId}`);
  expect(sessions).toHaveBeenCalledTimes(2);
  expect(heard).toEqual([]);
});
