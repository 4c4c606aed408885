import type { Change, CloseReason, Message, SessionState } from '../types.ts';
import { closing, copySession, type Head } from './head.ts';
import { type Messages, mark } from './messages.ts';
import type { StepContext } from './step.ts';

/** A change of the session, as it is now. */
export function change(
  { session }: Head,
  type: 'opened' | 'connected' | 'updated',
  transcript?: Message[] | undefined,
): Change {
  session.version++;
  return transcript ? { type, session: copySession(session), transcript } : { type, session: copySession(session) };
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
  return isFirst || isFirstAnswer ? [change(head, isFirst ? 'connected' : 'updated')] : [];
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
  session.closeReason = reason;
  session.closedAt = now;
  session.deadlineAt = undefined;
  head.closedBy = by;
  head.dueAt = undefined;
  head.outbox = [];
  const failed = dropped.map((message) => mark(messages, message, 'failed'));
  session.version++;
  const closed: Change = { type: 'closed', session: copySession(session) };
  if (hasReopened) closed.again = true;
  return [...failed, closed];
}

/** Why the platform's close ends a session. */
export function closeReasonOf(type: string, { state }: { state: SessionState }): CloseReason {
  if (type === 'USER_CLOSED') return 'user_closed';
  return state === 'waiting' ? 'never_answered' : 'timeout';
}
