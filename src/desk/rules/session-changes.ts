import type { Change, ClosedSession, CloseReason, ConnectedSession, Message, Session, SessionState } from '../types.ts';
import { closing, copySession, type Head } from './head.ts';
import { type Messages, mark } from './messages.ts';
import type { StepContext } from './step.ts';

/** A session began. */
export function opened(head: Head, transcript: Message[]): Change {
  return { type: 'opened', session: changedSession(head), transcript };
}

/** A session is not what it was. */
export function updated(head: Head, transcript?: Message[]): Change {
  const session = changedSession(head);
  return transcript ? { type: 'updated', session, transcript } : { type: 'updated', session };
}

/** The session, changed once more. */
export function changedSession({ session }: Head): Session {
  session.version++;
  return copySession(session);
}

/** GPTBots has taken a message: the user is connected. */
export function accepted(head: Head, message: Message, { now, ...times }: StepContext): Change[] {
  const { session } = head;
  if (session.state === 'closed') return [];
  const isFirst = session.connectedAt === undefined;
  const isFirstAnswer = message.from === 'agent' && session.answeredAt === undefined;
  if (isFirst) session.connectedAt = now;
  if (isFirstAnswer) session.answeredAt = now;
  session.state = 'connected';
  session.deadlineAt = undefined;
  head.dueAt = now + silenceMs(head, times);
  if (message.from === 'agent') {
    // What the user wrote after the reply was stored still wants an answer.
    if (head.askedAt !== undefined && head.askedAt <= message.at) head.askedAt = undefined;
    head.isOverdue = undefined;
  }
  // The state was set above.
  if (isFirst) return [{ type: 'connected', session: changedSession(head) as ConnectedSession }];
  return isFirstAnswer ? [updated(head)] : [];
}

/** For how long a session may be silent, in milliseconds. */
export function silenceMs(
  { session }: Head,
  { idleTimeoutMs, orphanTimeoutMs }: Pick<StepContext, 'idleTimeoutMs' | 'orphanTimeoutMs'>,
): number {
  return session.orphan ? orphanTimeoutMs : idleTimeoutMs;
}

/** Ends the session: nothing is started any more. */
export function end(head: Head, messages: Messages, reason: CloseReason, by: Head['closedBy'], now: number): Change[] {
  const { session, outbox, hasReopened } = head;
  const dropped = messages.bySeqs(outbox.filter((entry) => entry !== closing));
  session.state = 'closed';
  session.closeReason = head.turnsAway ? 'turned_away' : reason;
  session.closedAt = now;
  session.deadlineAt = undefined;
  head.closedBy = by;
  head.dueAt = undefined;
  head.outbox = [];
  head.origins = undefined;
  const failed = dropped.map((message) => mark(messages, message, 'failed'));
  session.version++;
  // The state was set above.
  const closed: Change = { type: 'closed', session: copySession(session) as ClosedSession };
  if (hasReopened) closed.again = true;
  return [...failed, closed];
}

/** Why the platform's close ends a session. */
export function closeReasonOf(type: string, { state }: { state: SessionState }): CloseReason {
  if (type === 'USER_CLOSED') return 'user_closed';
  return state === 'waiting' ? 'never_answered' : 'timeout';
}
