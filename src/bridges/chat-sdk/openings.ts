import type { Message, Session } from '../../desk/types.ts';
import { ThreadGone } from '../thread-gone.ts';
import { AdapterFailure } from './adapter-failure.ts';
import type { ChatPosted } from './chat-like.ts';
import { handoffCard } from './handoff-card.ts';
import type { Rooms } from './rooms.ts';
import type { ChatSdkTexts } from './texts.ts';

interface Opening {
  posted?: ChatPosted;
  thread?: string;
  linesSaid: number;
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
    const opening = this.unfinished.get(key) ?? { linesSaid: 0 };
    this.remember(key, opening);
    try {
      const thread = await this.finish(opening, channel, session, transcript);
      this.unfinished.delete(key);
      return thread;
    } catch (error) {
      if (!(error instanceof ThreadGone)) throw error;
      this.unfinished.delete(key);
      throw new AdapterFailure('The thread was deleted while it was made.');
    }
  }

  private async finish(opening: Opening, channel: string, session: Session, transcript: Message[]): Promise<string> {
    const { rooms } = this;
    const { card, lines } = handoffCard(rooms.nameOf(channel), session, transcript, this.texts);
    opening.posted ??= await rooms.postIntoChannel(channel, { card });
    opening.thread ??= await rooms.threadBelow(channel, opening.posted);
    await rooms.subscribe(opening.thread);
    while (opening.linesSaid < lines.length) {
      const part = nextPart(lines, opening.linesSaid);
      await rooms.say(opening.thread, part.join('\n'));
      opening.linesSaid += part.length;
    }
    return opening.thread;
  }

  private remember(key: string, opening: Opening): void {
    this.unfinished.set(key, opening);
    const [oldest] = this.unfinished.keys();
    if (this.unfinished.size > maxOpenings && oldest !== undefined) this.unfinished.delete(oldest);
  }
}

// As many lines as one message takes in every room, and at least one.
function nextPart(lines: string[], start: number): string[] {
  let length = 0;
  const rest = lines.slice(start);
  const end = rest.findIndex((line, index) => {
    length += line.length + 1;
    return index > 0 && length > 1_800;
  });
  return end === -1 ? rest : rest.slice(0, end);
}
