import type { SessionState } from '../desk/types.ts';

/**
 * The names of a desk's keys. All have one hash tag, and so lie in one slot of a cluster.
 *
 * The layout of what they hold has a version, in the key `meta`; a later one that an older version would misread has other names.
 */
export class Keys {
  readonly #base: string;
  /** `version`: of the layout; `newest`, `trimmed`: the positions of the newest event, and of the newest of those removed by age or number; `places`: how many were given. */
  readonly meta: string;
  /** The stream of the events; the id of an entry is its position. */
  readonly events: string;
  /** The positions of events that were erased with their conversation. */
  readonly erased: string;
  /** When an open conversation comes up in a sweep. */
  readonly dueOpen: string;
  /** The same of closed ones. */
  readonly dueClosed: string;
  /** The conversations that began without an establish, by the places they took. */
  readonly orphans: string;
  /** The conversations in the line, by their numbers. */
  readonly line: string;
  /** Revision and state of each durable follower. */
  readonly followers: string;

  constructor(prefix: string) {
    this.#base = `{${encodeText(prefix)}}`;
    this.meta = `${this.#base}meta`;
    this.events = `${this.#base}events`;
    this.erased = `${this.#base}erased`;
    this.dueOpen = `${this.#base}due:open`;
    this.dueClosed = `${this.#base}due:closed`;
    this.orphans = `${this.#base}orphans`;
    this.line = `${this.#base}line`;
    this.followers = `${this.#base}followers`;
  }

  /** The conversations in a state, by the places they took. */
  state(state: SessionState | string): string {
    return `${this.#base}state:${encodeText(state)}`;
  }

  /** The conversations of a user, likewise. */
  user(key: string): string {
    return `${this.#base}u:${encodeText(key)}`;
  }

  /** The conversations in a list of a label, likewise. */
  label(list: string): string {
    return `${this.#base}l:${encodeText(list)}`;
  }

  /** The conversations linked to a ref, likewise. */
  ref(ref: string): string {
    return `${this.#base}r:${encodeText(ref)}`;
  }

  /** A hash: `r`, the revision of a conversation; `e`, the position of its first event; `#id` of each message, with its `seq`. */
  facts(id: string): string {
    return `${this.#base}c:${id}`;
  }

  /** A list: the head, and each message at its `seq`. */
  texts(id: string): string {
    return `${this.#base}m:${id}`;
  }

  /** The `seq` of the user's messages since the handoff, by their time. */
  times(id: string): string {
    return `${this.#base}t:${id}`;
  }

  /** The positions of the events after the first. */
  positions(id: string): string {
    return `${this.#base}e:${id}`;
  }
}

/** Text as it stands in Redis. As in JSON, without the quotes: a lone surrogate that UTF-8 could not carry comes back as it was. */
export function encodeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text again. */
export function decodeText(encoded: string): string {
  // JSON.parse of a string is a string.
  return encoded.includes('\\') ? (JSON.parse(`"${encoded}"`) as string) : encoded;
}

/** The field of a message's id among the facts. */
export function idField(id: string): string {
  return `#${encodeText(id)}`;
}

/** A `seq` as text that sorts as the numbers do: its length comes first. */
export function encodeSeq(seq: number): string {
  const digits = String(seq);
  return `${digits.length}${digits}`;
}
