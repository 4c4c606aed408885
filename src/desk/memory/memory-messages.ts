import type { Messages, Neighbours } from '../rules/messages.ts';
import type { Message } from '../types.ts';
import { MessagesByTime } from './messages-by-time.ts';

/** All messages of a conversation, the one with `seq` n as the nth. */
export interface MemoryConversation {
  messages: Message[];
  /** How to find one among many; most conversations are short and have none. */
  found: { byId: Map<string, Message>; byTime: MessagesByTime } | undefined;
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
    return (found?.byTime ?? new MessagesByTime(messages)).around(at);
  }

  put(message: Message): void {
    const { messages, found } = this.#of;
    if (message.seq <= messages.length) return;
    // push() makes room for sixteen more; most conversations are short.
    if (message.seq < 16) this.#of.messages = messages.concat(message);
    else messages.push(message);
    if (found) {
      found.byId.set(message.id, message);
      found.byTime.add(message);
    } else if (message.seq >= minIndexed) {
      const byId = new Map(this.#of.messages.map((one) => [one.id, one]));
      this.#of.found = { byId, byTime: new MessagesByTime(this.#of.messages) };
    }
  }
}
