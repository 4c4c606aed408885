import type { Visitor } from 'gptbots-human/testing';
import type { Fleet } from './fleet.ts';
import { InstanceError, type InstanceProcess } from './instance-process.ts';

/** What was asked for in one conversation; `told` resolves when each was answered, or its instance is gone. */
export interface Asked {
  texts: string[];
  told: Promise<unknown>;
}

/** Asks one instance for several replies in each conversation, all at the same moment. Nobody asks again. */
export function replyAtOnce(
  { account }: Fleet,
  visitors: Visitor[],
  instance: InstanceProcess,
  { round, count }: { round: number; count: number },
): Asked[] {
  return visitors.map(({ conversationId }, conversation) => {
    const texts = Array.from({ length: count }, (_, index) => `r${round}.${conversation}.${index}`);
    const told = texts.map(async (text) => {
      const word = await instance.reply(conversationId, text).then(() => 'sent' as const, wordOf);
      account.replied(conversationId, text, word);
    });
    return { texts, told: Promise.all(told) };
  });
}

// Nobody knows what became of what was asked of an instance that is gone.
function wordOf(error: unknown) {
  if (!(error instanceof InstanceError)) throw error;
  return error.kind === 'gone' || error.delivery === 'unknown' ? 'unknown' : 'failed';
}
