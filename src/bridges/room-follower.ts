import type { Desk, FollowEvent, StillOpen } from '../desk/desk.ts';
import type { ClosedSession, DeskEvent, Message, Session } from '../desk/types.ts';
import { isGptBotsHumanError } from '../internal/error.ts';
import type { GuardedConnector } from './guarded-connector.ts';
import type { Missed } from './missed.ts';
import type { Outcomes } from './outcomes.ts';
import type { ReplyIds } from './reply-ids.ts';
import type { ReportBridgeError } from './reporter.ts';
import { roomError } from './room-error.ts';
import { ThreadGone } from './thread-gone.ts';
import type { Threads } from './threads.ts';

/** What the way from the desk to the room needs. */
export interface RoomFollowerParts {
  name: string;
  desk: Desk;
  connector: GuardedConnector;
  threads: Threads;
  missed: Missed;
  outcomes: Outcomes;
  ids: ReplyIds;
  report: ReportBridgeError;
}

/**
 * Shows the room what happens at the desk. It is called by a durable follower: for each event at least once, for one
 * conversation in order. What throws is tried again.
 */
export class RoomFollower {
  readonly #parts: RoomFollowerParts;

  constructor(parts: RoomFollowerParts) {
    this.#parts = parts;
  }

  async handle(event: FollowEvent | StillOpen): Promise<void> {
    // The sessions that are open come next.
    if (event.type === 'gap') return;
    const { conversationId } = event;
    try {
      const session = event.type === 'forgotten' ? undefined : await this.#parts.desk.session(conversationId);
      if (session) await this.#show(event, session);
      else this.#parts.threads.forget(conversationId);
    } catch (error) {
      // It was forgotten in between.
      if (isGptBotsHumanError(error) && error.kind === 'not_found') return;
      // It went again while it was opened anew.
      const told =
        error instanceof ThreadGone ? roomError(this.#parts.name, 'a new thread', conversationId, error) : error;
      this.#parts.report(told, conversationId);
      throw told;
    }
  }

  // `session` is newer than what the event says of it.
  async #show(event: DeskEvent | StillOpen, session: Session): Promise<void> {
    const { connector, threads } = this.#parts;
    const { conversationId } = session;
    switch (event.type) {
      case 'open':
        if (session.state !== 'closed') await this.#stillOpen(session);
        return;
      case 'opened':
        if (session.ref === undefined) await threads.open(session, event.transcript);
        return;
      case 'updated':
        for (const message of event.transcript ?? []) await this.#post(message, session);
        return;
      case 'message':
      case 'settled':
        await this.#message(event, session);
        return;
      case 'overdue':
        // Somebody has replied, or it is over, while this event waited.
        if (session.state === 'closed' || (event.waitingFor === 'first_reply' && session.answeredAt)) return;
        await this.#inThread(session, (ref) => connector.call('overdue', conversationId, ref, session));
        return;
      case 'closed':
        // The user wrote again, and the session goes on.
        if (session.state === 'closed') await this.#closed(session);
        return;
      default:
        return;
    }
  }

  async #stillOpen(session: Session): Promise<void> {
    const { threads, missed } = this.#parts;
    if (session.ref === undefined) {
      await threads.open(session);
      return;
    }
    await this.#inThread(session, (ref) => missed.askOnce(ref, session));
  }

  async #message({ type, message }: { type: string; message: Message }, session: Session): Promise<void> {
    const { ids, outcomes } = this.#parts;
    const heardAs = message.from === 'agent' ? ids.inRoom(message.id) : undefined;
    if (heardAs === undefined) {
      const isSaid = message.from === 'user' || message.status === 'received' || message.status === 'sent';
      if (isSaid) await this.#post(message, session);
    } else if (type === 'settled' && message.status !== 'pending') {
      const tell = (ref: string) => outcomes.settled(ref, heardAs, message);
      // What was written in the old thread is not in the new one, which some rooms do not tell from a thread that is gone.
      await this.#inThread(session, tell, (ref) => unlessGone(() => tell(ref)));
    }
  }

  async #post(message: Message, session: Session): Promise<void> {
    const { connector, threads } = this.#parts;
    await this.#inThread(session, async (ref) => {
      // It is part of what the thread was opened with.
      if (threads.hasShown(message)) return;
      await connector.call('post', session.conversationId, ref, message, session);
    });
  }

  async #closed(session: ClosedSession): Promise<void> {
    const { threads } = this.#parts;
    // Those who were turned away before there was a thread need none.
    const ref = session.ref ?? (session.closeReason === 'turned_away' ? undefined : await threads.open(session));
    if (ref !== undefined) await this.#close(ref, session);
    threads.forget(session.conversationId);
  }

  // Does something in the thread. When there is none, or it is gone, one is opened with all that was said so far.
  async #inThread(
    session: Session,
    act: (ref: string) => Promise<unknown>,
    actInNew: (ref: string) => Promise<unknown> = act,
  ): Promise<void> {
    const { ref } = session;
    if (ref !== undefined && (await unlessGone(() => act(ref)))) return;
    const anew = await this.#parts.threads.open(session);
    if (anew === undefined) return;
    await actInNew(anew);
    if (session.state === 'closed') await this.#close(anew, session);
  }

  // A thread that is gone needs no close.
  async #close(ref: string, session: ClosedSession): Promise<void> {
    await unlessGone(() => this.#parts.connector.call('close', session.conversationId, ref, session));
  }
}

// False when the thread is gone.
async function unlessGone(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof ThreadGone) return false;
    throw error;
  }
}
