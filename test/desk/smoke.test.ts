import { GptBotsHumanClient } from 'gptbots-human';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { createDesk, type DeskEvent, type DeskOptions } from '../../src/desk/index.ts';

const secret = 'a secret for tests';
function setUp(options: Partial<DeskOptions> = {}) {
  const clock = manualClock();
  const platform = createPlatform({ secret, clock });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, retry: 'never' });
  const desk = createDesk({ client, secret, clock, logger: {}, ...options });
  platform.connect(desk.webhook);
  return { clock, platform, client, desk };
}

it('is a whole handoff', async () => {
  const events: DeskEvent[] = [];
  const { platform, desk } = setUp({ greeting: 'One minute.' });
  const controller = new AbortController();
  const following = (async () => {
    for await (const event of desk.events({ signal: controller.signal })) events.push(event);
  })();
  const visitor = await platform.visitor({ user: { user_id: 'u1' } });
  expect(await visitor.nextReply()).toMatchObject({ body: 'One minute.' });
  await visitor.say('hello');
  const message = await desk.reply(visitor.conversationId, 'Hi, this is Ann.', { agent: { id: 'ann' } });
  expect(message).toMatchObject({ status: 'sent', from: 'agent' });
  expect(await visitor.nextReply()).toMatchObject({ body: 'Hi, this is Ann.' });
  expect((await desk.transcript(visitor.conversationId)).map(({ from, text, status }) => [from, text, status])).toEqual(
    [
      ['user', 'I would like to talk to a human.', 'received'],
      ['bot', '', 'received'],
      ['system', 'One minute.', 'sent'],
      ['user', 'hello', 'received'],
      ['agent', 'Hi, this is Ann.', 'sent'],
    ],
  );
  expect(await desk.close(visitor.conversationId, { farewell: 'Bye' })).toMatchObject({
    state: 'closed',
    closeReason: 'agent_closed',
  });
  expect(visitor).toMatchObject({ status: 'closed', endReason: 'CLOSED_BY_SERVICE' });
  expect(visitor.replies.map(({ body }) => body)).toEqual(['One minute.', 'Hi, this is Ann.', 'Bye']);
  controller.abort();
  await following;
  const types = events.map(({ type }) => type);
  // The user may write before it is recorded that the greeting was sent.
  const [first, last] = [types.slice(0, 2), types.slice(-5)];
  expect(first).toEqual(['opened', 'message']);
  expect(types.slice(2, -5).sort()).toEqual(['connected', 'message', 'message', 'settled']);
  expect(last).toEqual(['settled', 'updated', 'message', 'settled', 'closed']);
  await desk.shutdown();
});

it('never answered', async () => {
  const unanswered: string[] = [];
  const { platform, desk, clock } = setUp({ onUnanswered: ({ conversationId }) => unanswered.push(conversationId) });
  const visitor = await platform.visitor();
  await clock.advance(60_000);
  await platform.settled();
  expect(await desk.session(visitor.conversationId)).toMatchObject({ state: 'closed', closeReason: 'never_answered' });
  await expect(desk.reply(visitor.conversationId, 'late')).rejects.toMatchObject({ kind: 'closed' });
  await desk.shutdown();
  expect(unanswered).toEqual([visitor.conversationId]);
});
