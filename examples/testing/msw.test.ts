// For tests that use msw already: the simulated GPTBots answers what your code sends to GPTBots' hosts.
import { GptBotsHumanClient } from 'gptbots-human';
import { createPlatform, type Visitor } from 'gptbots-human/testing';
import { platformHandlers } from 'gptbots-human/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const platform = createPlatform({ apiKey: 'test' });
const gptbots = setupServer(...platformHandlers(platform));
beforeAll(() => gptbots.listen({ onUnhandledRequest: 'error' }));
afterAll(() => gptbots.close());
afterAll(() => platform.close());

let visitor: Visitor;
beforeEach(async () => {
  platform.connect(() => Response.json({ code: 200, message: 'success' })); // or your webhook
  visitor = await platform.visitor();
});

it('shows the visitor what your code sends', async () => {
  const client = new GptBotsHumanClient({ apiKey: 'test', region: 'sg' });
  await client.sendReply({ conversation_id: visitor.conversationId, body: 'Hello' });
  expect(visitor.replies).toMatchObject([{ body: 'Hello' }]);
});

it('refuses a wrong API key', async () => {
  const client = new GptBotsHumanClient({ apiKey: 'wrong' });
  const sent = client.sendReply({ conversation_id: visitor.conversationId, body: 'Hello' });
  await expect(sent).rejects.toMatchObject({ code: 40127, delivery: 'rejected' });
  expect(visitor.replies).toEqual([]);
});
