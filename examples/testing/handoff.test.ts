// A test of your handoff, with GPTBots simulated: no account, no port, no network.
import { createHumanWebhook, GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createPlatform, type ManualClock, manualClock, type Platform } from 'gptbots-human/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';

// Your code: greets visitors, and keeps what your agents see.
function createInbox(client: GptBotsHumanClient) {
  const lines: string[] = [];
  const answer = async (conversation_id: string, body: string) => {
    try {
      await client.sendReply({ conversation_id, body });
      lines.push(`agent: ${body}`);
    } catch (error) {
      // What may have been shown is not sent again: the agent sees the mark, and decides.
      const isUnclear = isGptBotsHumanError(error) && error.delivery === 'unknown';
      lines.push(`agent: ${body} (${isUnclear ? 'perhaps sent' : 'not sent'})`);
    }
  };
  const webhook = createHumanWebhook({
    secret: 'test',
    establish: ({ conversation_id }, ctx) => ctx.waitUntil(() => answer(conversation_id, 'Hello, one minute please.')),
    chat: ({ body }) => void lines.push(`visitor: ${body}`),
    close: ({ type }) => void lines.push(`over: ${type}`),
  });
  return { webhook, answer, lines };
}

let clock: ManualClock;
let platform: Platform;
let inbox: ReturnType<typeof createInbox>;
beforeEach(() => {
  clock = manualClock();
  platform = createPlatform({ secret: 'test', clock });
  inbox = createInbox(new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, timeoutMs: 100 }));
  platform.connect(inbox.webhook);
});
afterEach(() => platform.close());

it('greets, hears and answers', async () => {
  const visitor = await platform.visitor();
  expect(visitor.status).toBe('connecting');
  expect(await visitor.nextReply()).toMatchObject({ body: 'Hello, one minute please.' });
  expect(visitor.status).toBe('connected');

  await visitor.say('Where is my parcel?');
  expect(inbox.lines.at(-1)).toBe('visitor: Where is my parcel?');
  await inbox.answer(visitor.conversationId, 'It comes today.');
  expect(await visitor.nextReply()).toMatchObject({ body: 'It comes today.' });

  await visitor.leave();
  expect(inbox.lines.at(-1)).toBe('over: USER_CLOSED');
});

it('hears that GPTBots gave up on a visitor whom no reply reached within 60 s', async () => {
  platform.faults.api('500'); // the greeting is lost
  const visitor = await platform.visitor();
  await clock.advance(60_000);
  await platform.settled();
  expect(visitor).toMatchObject({ status: 'closed', endReason: 'TIMEOUT', replies: [] });
  expect(inbox.lines).toContain('over: TIMEOUT');
});

it('marks an answer that may or may not have been shown, and does not send it twice', async () => {
  const visitor = await platform.visitor();
  await visitor.nextReply();
  platform.faults.api('drop-after-accept'); // the visitor sees the answer, but GPTBots' 200 never comes
  await inbox.answer(visitor.conversationId, 'It comes today.');
  expect(inbox.lines.at(-1)).toBe('agent: It comes today. (perhaps sent)');
  expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello, one minute please.', 'It comes today.']);
});

it('hears both messages when GPTBots delivers them in the wrong order', async () => {
  const visitor = await platform.visitor();
  platform.faults.webhook('reorder'); // holds the first one back until the second one was answered
  const first = visitor.say('first');
  await visitor.say('second');
  await first;
  const heard = inbox.lines.filter((line) => line.startsWith('visitor'));
  expect(heard).toEqual(['visitor: second', 'visitor: first']);
});
