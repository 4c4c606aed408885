import { limit } from '../../internal/waiting.ts';
import type { ChatLike, ChatMessage } from './chat-like.ts';

// Longer than adapters take to read a message; one that is stuck must not stop its thread.
const patienceMs = 10_000;

/**
 * Keeps the messages of a thread in the order in which they arrived. A `Chat` that is concurrent reads them side by side, and
 * one may take longer than the next: Slack's adapter asks for the name of an author it does not know, and waits 2 s for the
 * preview of a link.
 */
export class ArrivalOrder {
  // Ends when the last message of the thread so far was handed over.
  private readonly lines = new Map<string, Promise<void>>();
  private readonly ends = new WeakMap<ChatMessage, () => void>();

  /** From now on, messages of these threads are read side by side, and go on in turn. */
  keep(chat: ChatLike, concerns: (threadId: string) => boolean): void {
    const { processMessage } = chat;
    if (!processMessage) return;
    chat.processMessage = (adapter, threadId, message, options) => {
      if (!concerns(threadId)) return processMessage.call(chat, adapter, threadId, message, options);
      const { earlier, end } = this.enter(threadId);
      const read = async () => (typeof message === 'function' ? message() : message);
      const inTurn = async () => {
        const [one] = await Promise.all([read(), earlier]);
        this.ends.set(one, end);
        return one;
      };
      const done = processMessage.call(chat, adapter, threadId, inTurn, options);
      // Also of one that is a repeat, or in a thread that is not subscribed.
      void done.then(end, end);
      return done;
    };
  }

  /** The next message of its thread may go on. */
  handedOver(message: ChatMessage): void {
    this.ends.get(message)?.();
  }

  private enter(threadId: string): { earlier: Promise<void> | undefined; end: () => void } {
    const before = this.lines.get(threadId);
    let end = () => {};
    const line = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.lines.set(threadId, line);
    void line.then(() => this.lines.get(threadId) === line && this.lines.delete(threadId));
    return { earlier: before && within(patienceMs, before), end: () => end() };
  }
}

function within(ms: number, ended: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const clear = limit(ms, undefined, () => resolve());
    void ended.then(() => {
      clear();
      resolve();
    });
  });
}
