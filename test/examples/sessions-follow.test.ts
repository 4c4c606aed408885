import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, memoryStore } from 'gptbots-human/desk';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { expect, it, onTestFinished } from 'vitest';
import { followInto } from '../../examples/sessions/follow.ts';
import { eventually } from '../helpers/eventually.ts';

/** A desk, and a CRM that notes what it hears. */
function setUp(store = memoryStore()) {
  const clock = manualClock();
  const platform = createPlatform({ secret: 'secret', clock });
  onTestFinished(() => platform.close());
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const desk = createDesk({ client, secret: 'secret', clock, store, logger: {}, onError() {} });
  onTestFinished(() => desk.shutdown());
  platform.connect(desk.webhook);
  const heard: string[] = [];
  const crm = {
    saveSession: async ({ conversationId }: { conversationId: string }) => void heard.push(`closed ${conversationId}`),
    erase: async (conversationId: string) => void heard.push(`forgotten ${conversationId}`),
  };
  const known = () => store.follower('crm', () => undefined);
  return { platform, desk, crm, heard, known };
}

it('a CRM hears of every session that is closed or forgotten, and the follower ends with the desk', async () => {
  const { platform, desk, crm, heard, known } = setUp();
  const following = followInto(desk, crm);
  await eventually(async () => expect(await known()).toBeDefined());
  const visitor = await platform.visitor();
  const { conversationId } = visitor;
  await visitor.leave();
  await desk.forget({ conversationId });
  await eventually(() => expect(heard.at(-1)).toBe(`forgotten ${conversationId}`));
  await desk.shutdown();
  await following;
});

it('a CRM that was away for too long gets all closed sessions, all pages of them', async () => {
  const store = memoryStore({ eventsMax: 10 });
  const first = setUp(store);
  void followInto(first.desk, first.crm);
  await eventually(async () => expect(await first.known()).toBeDefined());
  await first.desk.shutdown();
  const { platform, desk, crm, heard } = setUp(store);
  const ids: string[] = [];
  for (let n = 0; n < 120; n++) {
    const visitor = await platform.visitor();
    ids.push(`closed ${visitor.conversationId}`);
    await visitor.leave();
  }
  void followInto(desk, crm);
  await eventually(() => expect(heard.slice(0, 120)).toEqual(ids));
});
