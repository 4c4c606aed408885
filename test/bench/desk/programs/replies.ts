import { conversationId, userText } from '../../fixtures.ts';
import { runCalls } from '../../run-calls.ts';
import { concurrency, openDesk } from '../open-desk.ts';
import { establishAll } from '../visitors.ts';

const { desk } = await openDesk();
await establishAll(desk, 500, conversationId);

runCalls(concurrency, async (n) => {
  const { status } = await desk.reply(conversationId(n), userText);
  if (status !== 'sent') throw new Error(`expected a reply that was sent, got ${status}`);
});
