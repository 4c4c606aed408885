/**
 * How far a durable follower is: it has handled all up to `cursor`; and, when there is `ahead`, all up to there but what
 * belongs to the conversations that are held up.
 */
export interface HowFar {
  cursor: string;
  ahead?: Ahead | undefined;
}

/** What others have handled beyond a conversation that is held up. */
export interface Ahead {
  /** The cursor of the last event handled, */
  upTo: string;
  /** and when it happened. */
  at: number;
  /** The conversations that are held up. */
  except: string[];
}

// Events of different instances may be a little out of order by time, and what `upTo` names may be erased by then: what is as
// new as that is handled once more.
const sureMs = 60_000;

/** As it is kept: a cursor as it is, as long as nothing is held up. */
export function encodeHowFar({ cursor, ahead }: HowFar): string {
  return ahead ? JSON.stringify({ cursor, ...ahead }) : cursor;
}

/** What was kept. */
export function decodeHowFar(text: string): HowFar {
  if (!text.startsWith('{')) return { cursor: text };
  const { cursor, upTo, at, except }: Ahead & { cursor: string } = JSON.parse(text);
  return { cursor, ahead: { upTo, at, except } };
}

/** Whether an event of the past is where one can no longer tell that it was handled. */
export function isPast({ upTo, at }: Ahead, event: { cursor: string; at: number }): boolean {
  return event.cursor === upTo || event.at >= at - sureMs;
}
