import { KeyedQueue } from '../../internal/keyed-queue.ts';
import { UnderWay } from '../../internal/under-way.ts';
import type { Change, ClosedSession, Message, Overdue, Session } from '../types.ts';

/** Your functions, called for what this instance changed: after the answer, in order per conversation, at most once. */
export interface DeskHooks {
  /** A session began, or an orphan; with what was said before the handoff. */
  onOpened?: ((session: Session, transcript: Message[]) => unknown) | undefined;
  /** The user wrote, after the handoff. */
  onMessage?: ((message: Message) => unknown) | undefined;
  /** A session was closed. */
  onClosed?: ((session: ClosedSession) => unknown) | undefined;
  /** A session was closed, and no person has replied; not for a user who was turned away. Comes after `onClosed`. */
  onUnanswered?: ((session: ClosedSession) => unknown) | undefined;
  /** A user waits for too long, see the option `remind`. */
  onOverdue?: ((session: Session, wait: Pick<Overdue, 'waitingFor' | 'since'>) => unknown) | undefined;
}

/** Calls the hooks. */
export class HookRunner {
  readonly #hooks: DeskHooks;
  readonly #failed: (error: unknown, conversationId: string) => void;
  readonly #lines = new KeyedQueue();
  readonly #underWay = new UnderWay();

  constructor(hooks: DeskHooks, failed: (error: unknown, conversationId: string) => void) {
    this.#hooks = hooks;
    this.#failed = failed;
  }

  /** Whether there is a hook for these changes. */
  wants(changes: Change[]): boolean {
    return changes.some((change) => callsFor(this.#hooks, change).length > 0);
  }

  /** Calls the hooks for these changes, after those of earlier changes and after `when`. Never rejects. */
  async run(changes: Change[], when?: Promise<void>): Promise<void> {
    if (!this.wants(changes)) return;
    await Promise.all(changes.flatMap((change) => this.#runOne(change, when)));
  }

  /** Resolves once no hook runs. */
  ended(): Promise<void> {
    return this.#underWay.ended();
  }

  #runOne(change: Change, when: Promise<void> | undefined): Promise<void>[] {
    const { conversationId } = 'session' in change ? change.session : change.message;
    return callsFor(this.#hooks, change).map((call) => this.#underWay.track(this.#call(conversationId, call, when)));
  }

  async #call(conversationId: string, call: () => unknown, when: Promise<void> | undefined): Promise<void> {
    await this.#lines.enter(conversationId)?.turn;
    try {
      await when;
      await call();
    } catch (error) {
      this.#failed(error, conversationId);
    } finally {
      this.#lines.leave(conversationId);
    }
  }
}

function callsFor(
  { onOpened, onMessage, onClosed, onUnanswered, onOverdue }: DeskHooks,
  change: Change,
): (() => unknown)[] {
  switch (change.type) {
    case 'opened':
      return onOpened ? [() => onOpened(change.session, change.transcript)] : [];
    case 'message':
      return onMessage && change.message.from === 'user' ? [() => onMessage(change.message)] : [];
    case 'closed': {
      // Once for a session, also when it began again after the first end.
      const { answeredAt, closeReason } = change.session;
      const isUnanswered = answeredAt === undefined && closeReason !== 'turned_away' && !change.again;
      const calls = [onClosed, isUnanswered ? onUnanswered : undefined];
      return calls.flatMap((hook) => (hook ? [() => hook(change.session)] : []));
    }
    case 'overdue': {
      const { session, waitingFor, since } = change;
      return onOverdue ? [() => onOverdue(session, { waitingFor, since })] : [];
    }
    default:
      return [];
  }
}
