import type { Overdue } from '../types.ts';
import type { Head } from './head.ts';

/** After how long it is said that a user waits, in milliseconds; `Infinity` for never. */
export interface ReminderTimes {
  /** For the first reply of a person. */
  remindFirstReplyMs: number;
  /** For a reply to the user's last message. */
  remindReplyMs: number;
}

/** What a user waits for. */
export interface UserWait extends Pick<Overdue, 'waitingFor' | 'since'> {
  /** When it is to be said that it takes too long. */
  overdueAt: number;
}

/** Says of no user that they wait for too long. */
export const noReminders: ReminderTimes = {
  remindFirstReplyMs: Number.POSITIVE_INFINITY,
  remindReplyMs: Number.POSITIVE_INFINITY,
};

/** Whether a session stands in the line: its user waits for the first reply, and was not turned away. */
export function isInLine({ session, turnsAway }: Head): boolean {
  return session.state === 'waiting' && !session.orphan && !turnsAway;
}

/** What the user waits for, if it is to be said that it takes too long, and was not said yet. */
export function waitOf(
  { session, askedAt, isOverdue, turnsAway }: Head,
  { remindFirstReplyMs, remindReplyMs }: ReminderTimes,
): UserWait | undefined {
  if (isOverdue || turnsAway || session.state === 'closed') return undefined;
  const isFirst = session.answeredAt === undefined;
  const since = isFirst ? session.openedAt : askedAt;
  const afterMs = isFirst ? remindFirstReplyMs : remindReplyMs;
  if (since === undefined || afterMs === Number.POSITIVE_INFINITY) return undefined;
  return { waitingFor: isFirst ? 'first_reply' : 'reply', since, overdueAt: since + afterMs };
}
