import type { Message } from '../types.ts';
import type { Head } from './head.ts';
import type { Messages } from './messages.ts';

// A time of the platform's that is further ahead than this is not believed.
const maxAheadMs = 86_400_000;

/**
 * The platform's time of something; now when it lies too far ahead, so that one wrong time does not spoil the order of
 * what follows, or before 1970, where not every database can keep it.
 */
export function platformTime(at: number, now: number): number {
  return at < 0 || at > now + maxAheadMs ? now : at;
}

/**
 * Where a user's message stands: before the first of the user's with a later time of the platform, else last (undefined).
 *
 * The user's messages are thereby sorted by time. All others were last when they came, so their order is a whole number:
 * between the neighbours in time and the next whole number below the later one there is nothing.
 */
export function orderOfUserMessage({ latestAt }: Head, messages: Messages, at: number): number | undefined {
  if (at >= latestAt) return undefined;
  const { before, after } = messages.around(at);
  if (!after) return undefined;
  const below = Math.ceil(after.order) - 1;
  const isNext = before !== undefined && before.order >= below;
  const start = isNext ? before.order : below;
  return start + (after.order - start) * shareOfTime(isNext ? before : undefined, after, at);
}

// Where between its neighbours a message stands, by their times, so that any number of messages fits in between. Only
// a user's message has the platform's time; for any other neighbour, some time ago is assumed.
function shareOfTime(before: Message | undefined, after: Message, at: number): number {
  const since = before ? before.at : after.at - Math.max(60_000, 2 * (after.at - at));
  return (at - since) / (after.at - since);
}
