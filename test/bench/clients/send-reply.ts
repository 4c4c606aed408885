import { GptBotsHumanClient } from 'gptbots-human';
import { conversationId, userText } from '../fixtures.ts';
import { runCalls } from '../run-calls.ts';
import { concurrency } from './concurrency.ts';

// The key and the address come from the environment.
const client = new GptBotsHumanClient();

runCalls(concurrency, async (n) => {
  const { code } = await client.sendReply({ conversation_id: conversationId(n), body: userText });
  if (code !== 0) throw new Error(`expected code 0, got ${code}`);
});
