import type { Message, Session } from '../../desk/types.ts';
import { ThreadGone } from '../thread-gone.ts';
import { AdapterFailure, readAdapterError } from './adapter-failure.ts';
import type { ChatPosted } from './chat-like.ts';
import { customerName, handoffCard, lineOf } from './handoff-card.ts';
import type { Rooms } from './rooms.ts';
import type { ChatSdkTexts } from './texts.ts';

interface Opening {
  posted?: ChatPosted;
  thread?: string;
  /** Ids of the messages that are shown. */
  shown: Set<string>;
}

const maxOpenings = 1_000;

/**
 * Posts handoffs. What was done of one is known until it is complete, so that a retry goes on where the last attempt
 * failed, and does not post the handoff again.
 */
export class Openings {
  private readonly unfinished = new Map<string, Opening>();

  constructor(
    private readonly rooms: Rooms,
    private readonly texts: ChatSdkTexts,
  ) {}

  /** Posts a handoff, and subscribes its thread. Resolves to the thread. */
  async open(channel: string, session: Session, transcript: Message[]): Promise<string> {
    const key = JSON.stringify([session.conversationId, session.ref, channel]);
    const opening = this.unfinished.get(key) ?? { shown: new Set() };
    this.remember(key, opening);
    try {
      const thread = await this.finish(opening, channel, session, transcript);
      this.unfinished.delete(key);
      return thread;
    } catch (error) {
      if (!(error instanceof ThreadGone)) throw error;
      this.unfinished.delete(key);
      throw new AdapterFailure('There is no such channel, or its new thread was deleted.', readAdapterError(error));
    }
  }

  // Between two attempts, there may be more to show.
  private async finish(opening: Opening, channel: string, session: Session, transcript: Message[]): Promise<string> {
    const { rooms, texts } = this;
    const said = transcript.filter(({ text }) => text.trim() !== '');
    if (!opening.posted) {
      const { card, isWhole } = handoffCard(rooms.nameOf(channel), session, said, texts);
      opening.posted = await rooms.postIntoChannel(channel, { card });
      if (isWhole) for (const { id } of said) opening.shown.add(id);
    }
    opening.thread ??= await rooms.threadBelow(channel, opening.posted, customerName(session, texts));
    await rooms.subscribe(opening.thread);
    for (const part of inParts(said.filter(({ id }) => !opening.shown.has(id)))) {
      await rooms.say(opening.thread, part.map((message) => lineOf(message, session, texts)).join('\n'));
      for (const { id } of part) opening.shown.add(id);
    }
    return opening.thread;
  }

  private remember(key: string, opening: Opening): void {
    this.unfinished.set(key, opening);
    const [oldest] = this.unfinished.keys();
    if (this.unfinished.size > maxOpenings && oldest !== undefined) this.unfinished.delete(oldest);
  }
}

const maxPartLength = 1_800;

// As many as one message takes in every room, with the names of their authors, and at least one.
function inParts(messages: Message[]): Message[][] {
  const parts: Message[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    length += message.text.length + 40;
    if (length > maxPartLength) {
      parts.push([]);
      length = message.text.length + 40;
    }
    parts.at(-1)?.push(message);
  }
  return parts;
}
