import { conversationId, conversations, userText } from '../../fixtures.ts';
import { runCalls } from '../../in-child.ts';
import { concurrency, establishAll, openDesk, sendChat } from './open-desk.ts';

export async function chats(): Promise<void> {
  const { desk } = await openDesk();
  await establishAll(desk, conversations, conversationId);

  runCalls(concurrency, (n) => sendChat(desk, conversationId(n), n));
}

export async function replies(): Promise<void> {
  const { desk } = await openDesk();
  await establishAll(desk, conversations, conversationId);

  runCalls(concurrency, async (n) => {
    const { status } = await desk.reply(conversationId(n), userText);
    if (status !== 'sent') throw new Error(`expected a reply that was sent, got ${status}`);
  });
}
