import { ThreadGone } from '../thread-gone.ts';
import { adapterError } from './adapter-failure.ts';
import type { ChatAdapter, ChatButton, ChatLike, ChatPost, ChatPosted } from './chat-like.ts';
import { adapterOf, adapterOfChannel } from './options.ts';
import { roomTexts } from './room-text.ts';
import { hasMissed, threadBelow } from './thread-id.ts';

const maxKnown = 10_000;

/** The rooms of a `Chat`, with errors that a bridge understands. */
export class Rooms {
  private connecting: Promise<void> | undefined;
  // Oldest first.
  private readonly known = new Map<string, 'open' | 'over'>();

  constructor(private readonly chat: ChatLike) {}

  /** The adapter of a channel or thread. */
  adapterOf(threadId: string): ChatAdapter {
    return adapterOf(this.chat, threadId);
  }

  /** Which room a channel or thread is in, as `slack`. */
  nameOf(threadId: string): string {
    return this.adapterOf(threadId).name;
  }

  /** Posts into a channel. */
  async postIntoChannel(channel: string, post: ChatPost): Promise<ChatPosted> {
    adapterOfChannel(this.chat, channel);
    return this.use(
      channel,
      (adapter) => adapter.postChannelMessage?.(channel, post) ?? adapter.postMessage(channel, post),
    );
  }

  /** The thread below what was posted into a channel. */
  threadBelow(channel: string, posted: ChatPosted, title: string): Promise<string> {
    return this.use(channel, (adapter) => threadBelow(adapter, channel, posted, title));
  }

  /** Posts into a thread, in as many messages as it takes. The last one has the button. */
  async say(threadId: string, text: string, button?: ChatButton): Promise<void> {
    const parts = roomTexts(this.nameOf(threadId), text);
    for (const [index, part] of parts.entries())
      await this.post(threadId, button && index === parts.length - 1 ? withButton(part, button) : { raw: part });
  }

  /** Calls an adapter. */
  async use<T>(threadId: string, call: (adapter: ChatAdapter) => T | Promise<T>): Promise<T> {
    const adapter = adapterOf(this.chat, threadId);
    try {
      await this.connect();
      return await call(adapter);
    } catch (error) {
      throw adapterError(adapter.name, error);
    }
  }

  /** The next messages of a thread are heard of. Asking again does no harm. */
  async subscribe(threadId: string): Promise<void> {
    await this.use(threadId, () => this.chat.thread(threadId).subscribe());
    this.remember(threadId, 'open');
  }

  /** Its messages are not heard of any more. */
  async unsubscribe(threadId: string): Promise<void> {
    await this.use(threadId, () => this.chat.thread(threadId).unsubscribe());
    this.remember(threadId, 'over');
  }

  /** What this process did last with a thread, as far as it remembers. */
  stateOf(threadId: string): 'open' | 'over' | undefined {
    return this.known.get(threadId);
  }

  private remember(threadId: string, state: 'open' | 'over'): void {
    this.known.delete(threadId);
    this.known.set(threadId, state);
    const [oldest] = this.known.keys();
    if (this.known.size > maxKnown && oldest !== undefined) this.known.delete(oldest);
  }

  private async post(threadId: string, post: ChatPost): Promise<void> {
    await this.use(threadId, async (adapter) => {
      const posted = await adapter.postMessage(threadId, post);
      if (!hasMissed(adapter, threadId, posted)) return;
      // It stands where nobody looks for it, and is shown again in the new thread.
      await adapter.deleteMessage?.(threadId, posted.id).catch(() => {});
      throw new ThreadGone();
    });
  }

  // Before that, a post works and `subscribe` throws: every retry would post the handoff again.
  private connect(): Promise<void> {
    this.connecting ??= this.chat.initialize().catch((error) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

function withButton(content: string, button: ChatButton): ChatPost {
  return {
    card: {
      type: 'card',
      children: [
        { type: 'text', content },
        { type: 'actions', children: [button] },
      ],
    },
  };
}
