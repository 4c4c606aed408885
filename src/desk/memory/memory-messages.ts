import { isUsersSinceHandoff, type Messages, type Neighbours } from '../rules/messages.ts';
import type { Message } from '../types.ts';

/** All messages of a conversation, the one with `seq` n as the nth. */
export interface MemoryConversation {
  messages: Message[];
  /** How to find one among many; most conversations are short and have none. */
  found: { byId: Map<string, Message>; byTime: Message[] } | undefined;
}

// From so many messages on, looking at each of them takes longer than an index.
const minIndexed = 32;

/** The messages of one conversation at a time: a step is over before the next one begins. */
export class MemoryMessages implements Messages {
  #of: MemoryConversation = { messages: [], found: undefined };

  /** The conversation that the following step is about. */
  of(conversation: MemoryConversation): this {
    this.#of = conversation;
    return this;
  }

  byId(id: string): Message | undefined {
    const { messages, found } = this.#of;
    return found ? found.byId.get(id) : messages.find((message) => message.id === id);
  }

  bySeq(seq: number): Message | undefined {
    return this.#of.messages[seq - 1];
  }

  bySeqs(seqs: readonly number[]): Message[] {
    return seqs.flatMap((seq) => this.bySeq(seq) ?? []);
  }

  around(at: number): Neighbours {
    const { messages, found } = this.#of;
    const byTime = found?.byTime ?? sortedByTime(messages);
    const place = placeAfter(byTime, at);
    return { before: byTime[place - 1], after: byTime[place] };
  }

  put(message: Message): void {
    const { messages, found } = this.#of;
    if (message.seq <= messages.length) return;
    // push() makes room for sixteen more; most conversations are short.
    if (message.seq < 16) this.#of.messages = messages.concat(message);
    else messages.push(message);
    if (found) {
      found.byId.set(message.id, message);
      if (isUsersSinceHandoff(message)) found.byTime.splice(placeAfter(found.byTime, message.at), 0, message);
    } else if (message.seq >= minIndexed) {
      const byId = new Map(this.#of.messages.map((one) => [one.id, one]));
      this.#of.found = { byId, byTime: sortedByTime(this.#of.messages) };
    }
  }
}

// Of the same time, the one that was stored first stands first.
function sortedByTime(messages: Message[]): Message[] {
  return messages.filter(isUsersSinceHandoff).sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/** How many of them are at or before a time. */
function placeAfter(byTime: Message[], at: number): number {
  let low = 0;
  let high = byTime.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byTime[middle]?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
