/** How far a durable follower is: all up to `cursor` is handled; when there is `ahead`, most of what comes next too. */
export interface HowFar {
  cursor: string;
  ahead?: Ahead | undefined;
}

/** What is handled beyond the oldest event that is not. */
export interface Ahead {
  /** The cursor of the last event that was read: all up to there is handled, */
  upTo: string;
  /** which happened then, or before. */
  at: number;
  /** Of these conversations, only what comes up to another cursor. */
  except: Record<string, string>;
}

/** As it is kept: a cursor as it is, when all up to there is handled. */
export function encodeHowFar({ cursor, ahead }: HowFar): string {
  return ahead ? JSON.stringify({ cursor, ...ahead }) : cursor;
}

/** What was kept. */
export function decodeHowFar(text: string): HowFar {
  if (!text.startsWith('{')) return { cursor: text };
  const { cursor, upTo, at, except }: Ahead & { cursor: string } = JSON.parse(text);
  return { cursor, ahead: { upTo, at, except } };
}

/**
 * Whether an event is among what is handled. Cursors sort as their events were committed; a database that came back without
 * its newest events may give smaller ones again, but later.
 */
export function isAhead(
  { upTo, at, except }: Ahead,
  event: { cursor: string; conversationId: string; at: number },
): boolean {
  const last = Object.hasOwn(except, event.conversationId) ? except[event.conversationId] : upTo;
  return last !== undefined && event.cursor <= last && event.at <= at;
}
