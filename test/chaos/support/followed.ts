import type { DeskEvent } from 'gptbots-human/desk';
import type { InstanceProcess } from './instance-process.ts';

/** What durable followers made of the events, and of what is wrong each event with what happened to it. */
export interface Followed {
  events: number;
  /** How often something was handled. */
  handled: number;
  /** How many instances handled something. */
  followers: number;
  /** Never handled. */
  missed: string[];
  /** Handled before an earlier one of its conversation. */
  misplaced: string[];
  /** Handled, and no event. */
  unknown: string[];
}

/** Holds what the followers of some instances have handled against the events of a store. */
export function followed(events: DeskEvent[], instances: InstanceProcess[]): Followed {
  const places = placesOf(events);
  const all = instances
    .flatMap((instance, life) => instance.handled.map((one) => ({ ...one, life })))
    .sort((one, other) => one.at - other.at);
  const nameOf = ({ conversationId, handled }: (typeof all)[number]) => `${conversationId} ${handled}`;
  const misplaced: string[] = [];
  // How many of each conversation were handled, from the first on.
  const done = new Map<string, number>();
  for (const one of all) {
    const { conversationId } = one;
    const place = places.get(nameOf(one));
    if (place === undefined) continue;
    const next = done.get(conversationId) ?? 0;
    // One that was handled already may be handled again.
    if (place > next) misplaced.push(nameOf(one));
    if (place === next) done.set(conversationId, next + 1);
  }
  const handled = new Set(all.map(nameOf));
  return {
    events: events.length,
    handled: all.length,
    followers: new Set(all.map(({ life }) => life)).size,
    missed: [...places.keys()].filter((name) => !handled.has(name)),
    misplaced,
    unknown: [...handled].filter((name) => !places.has(name)),
  };
}

// Each event's number in its conversation, from 0.
function placesOf(events: DeskEvent[]): Map<string, number> {
  const places = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { conversationId, cursor } of events) {
    const place = counts.get(conversationId) ?? 0;
    counts.set(conversationId, place + 1);
    places.set(`${conversationId} ${cursor}`, place);
  }
  return places;
}
