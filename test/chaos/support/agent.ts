import type { Word } from './account.ts';
import type { Fleet } from './fleet.ts';
import { InstanceError, type InstanceProcess } from './instance-process.ts';

// What an application does that was left without an answer: it asks again, with the same id.
const pauseMs = 50;

/** Replies as a careful application does, and enters in the account what it was told in the end. */
export async function replyThrough(
  fleet: Fleet,
  conversationId: string,
  text: string,
  choose: () => InstanceProcess | undefined,
): Promise<Word> {
  for (;;) {
    const told = await ask(choose(), conversationId, text);
    if (told) {
      fleet.account.replied(conversationId, text, told.word, told.why);
      return told.word;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

interface Told {
  word: Word;
  why?: string;
}

// Undefined when the desk had no word on it: it was shut down or killed, or its store is away.
async function ask(
  instance: InstanceProcess | undefined,
  conversationId: string,
  text: string,
): Promise<Told | undefined> {
  try {
    await instance?.reply(conversationId, text, { id: text, agent: { id: 'ann' } });
    return instance && { word: 'sent' };
  } catch (error) {
    if (!(error instanceof InstanceError)) throw error;
    const { kind, delivery } = error;
    if (kind === 'gone' || kind === 'store' || kind === 'aborted') return undefined;
    if (delivery === undefined) throw error;
    return delivery === 'unknown'
      ? { word: 'unknown', why: `${kind}` }
      : { word: 'failed', why: `${kind} ${delivery}: ${error.message.replace(/.*?" (.*?)[,:.].*/s, '$1')}` };
  }
}
