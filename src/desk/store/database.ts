import type { Message, Session, SessionState } from '../types.ts';

/**
 * A database that keeps sessions, as `databaseStore` needs it. It knows no rule of a session: it keeps texts, numbers and
 * lists, and does what is said here.
 *
 * **Time** is that of the database's own clock, in whole epoch milliseconds. The clock of a desk or of a test is the store's
 * affair: it passes `before` where that one counts.
 *
 * **Text.** Ids, refs, user keys, names of followers and what is in messages may hold any text of JavaScript, also the
 * character U+0000 and half a pair of UTF-16, and equal only themselves. What your database does not take, encode:
 * `JSON.stringify` escapes both. Heads, states of followers, revisions, and the `type` and `data` of events are ASCII or
 * well-formed text without U+0000, to be kept as they are.
 *
 * **Positions** are texts that sort, by `<` of JavaScript, as their events were committed. Once `events`, `load` or `commit` has
 * said a position, nothing may ever appear at or before it that was not there already, however many commit at once. A
 * position never stands for two events, also when the database came back without its newest ones. A number with leading
 * zeros and then a random part is one.
 *
 * Hold it to `storeContract` of `gptbots-human/testing/store`.
 *
 * **Failures.** Reject with whatever your driver throws; the store makes the error of it. A method may be called again at any time.
 */
export interface DeskDatabase {
  /** What it is called in errors, as `Postgres`. */
  readonly name: string;
  /** Reads what is kept of a conversation, together with the database's time. */
  load(conversationId: string, want: Want): Promise<Loaded>;
  /** Stores what a step has changed: all of it, or nothing. */
  commit(write: Write): Promise<Committed>;
  /**
   * Removes a conversation if its revision is still this one: head, messages, list entries, and its events. Their positions
   * stay good to read on from. With `event`, that event is written in the same step. False when the revision is another one. The
   * revision is empty when `due` has told of a conversation that `load` does not find: what is left of it is to be removed.
   */
  erase(conversationId: string, revision: string, event: NewEvent | undefined): Promise<boolean>;

  /**
   * The ids of conversations whose `wakeAt` is at or before `before`, those in state `closed` first, up to `limit`. `before` is
   * undefined for the database's own time.
   */
  due(before: number | undefined, limit: number): Promise<Due>;
  /** The heads of a list after a place, in the order of their places. */
  list(list: ListName, value: string, after: number, limit: number): Promise<ListEntry[]>;
  /** How many conversations are in each state. It has to be cheap, however many are closed. */
  counts(): Promise<Counts>;
  /** How many stand in the line, and how many of them before this conversation: with a lower number, or with the same one and a lower place in the list of its state. */
  line(conversationId: string): Promise<LinePlace>;
  /** The conversation that was linked last to this ref, of those that still are. */
  find(ref: string): Promise<Found | undefined>;
  /** How many conversations are orphans, see {@link ListChanges}; you need not count further than `max`. */
  orphans(max: number): Promise<number>;
  /** The messages with a `seq` above `after`, by `seq`; undefined for an unknown conversation. */
  messages(conversationId: string, after: number, limit: number): Promise<Message[] | undefined>;

  /**
   * The events after a position, in order. `after` is undefined to hear only the position of the newest. It comes from outside
   * and may be any text. `gone`: events after that position are no longer kept, or it is not one of this database.
   */
  events(after: string | undefined, limit: number): Promise<EventsRead | 'gone'>;
  /** The lowest position that is not `gone`: that of the last event that was trimmed, or of the beginning. */
  oldest(): Promise<string>;
  /**
   * Removes events with an `at` below `before` (which may be -Infinity), and all but the newest `max` or some more. It removes
   * from the oldest on, none from the middle. Called once a second: it has to be cheap when there is nothing to remove.
   */
  trim(before: number, max: number): Promise<void>;

  /** What is kept of a durable follower, with the database's time. */
  follower(name: string): Promise<KeptFollower>;
  /** Stores it if its revision is still this one (undefined: there is none yet); false when it is another one. */
  saveFollower(name: string, state: string, revision: string, expected: string | undefined): Promise<boolean>;

  /** Calls back soon after new events, as often as it likes; without it, the store asks every half second. Returns what ends it. */
  listen?(onNews: () => void): () => void;
  /** Lets go of what it opened itself. */
  close?(): Promise<void>;
}

/** What a step needs besides the head. */
export interface Want {
  /** Messages by id. */
  ids: string[];
  /** Messages by `seq`. */
  seqs: number[];
  /** The neighbours of a time; see `around` of {@link Kept}. */
  around: number | undefined;
}

/** What was loaded of a conversation. */
export interface Loaded {
  /** The database's time, in epoch milliseconds. */
  now: number;
  /** The position of the newest event that can be followed from. */
  position: string;
  /** Undefined when nothing is kept of this conversation. */
  kept?: Kept | undefined;
}

/** What is kept of a conversation. */
export interface Kept {
  /** As it was committed last. */
  head: string;
  /** Of the last commit. */
  revision: string;
  /** The messages that were wanted and exist, in any order. */
  messages: Message[];
  /** When it was wanted: the neighbours of a time. */
  around?: Around | undefined;
}

/** Of the messages with `from` 'user' and an `order` above 0; of the same `at`, the one with the lower `seq` comes first. */
export interface Around {
  /** The last one with `at` at or before the wanted time. */
  before: Message | undefined;
  /** The first one with a later `at`. */
  after: Message | undefined;
}

/** What is due. */
export interface Due {
  /** The database's time, in epoch milliseconds. */
  now: number;
  /** The conversations that are due. */
  conversationIds: string[];
}

/** A conversation that was found. */
export interface Found {
  /** The conversation. */
  conversationId: string;
  /** Its head, as it was committed last. */
  head: string;
}

/** What is kept of a durable follower. */
export interface KeptFollower {
  /** The database's time, in epoch milliseconds. */
  now: number;
  /** As it was saved last; undefined when nothing is kept under this name. */
  kept?: SavedFollower | undefined;
}

/** What was saved of a durable follower. */
export interface SavedFollower {
  /** What was saved. */
  state: string;
  /** Of the last save. */
  revision: string;
}

/** What a step has changed. */
export interface Write {
  /** The conversation. */
  conversationId: string;
  /** The revision that was loaded; undefined when nothing was kept. Any other one now: `stale`. */
  expected: string | undefined;
  /** From now on; `load` returns it. */
  revision: string;
  /** Later than this on the database's clock: `late`. */
  notAfter: number;
  /** To be returned by `load` and `list`. */
  head: string;
  /** What the head holds, for columns that people and reports read; you need not keep it. */
  session: Session;
  /** New messages, and those whose status changed, by `seq`: keep each as a whole, in place of the one with its `seq`. */
  messages: Message[];
  /** Changed list entries; what is absent stays as it is. */
  lists: ListChanges;
  /** In order. */
  events: NewEvent[];
}

/** `stale`: somebody else committed meanwhile. `late`: it is later than `notAfter`. Either way nothing was changed. */
export type Committed = Followable | 'stale' | 'late';

/** Where events can be followed from. */
export interface Followable {
  /** The position of the newest event that can be followed from. */
  position: string;
}

/** A list of conversations. */
export type ListName = 'state' | 'user' | 'label';

/** How many sessions are in each state. */
export type Counts = Record<SessionState, number>;

/** Where a conversation stands in the line. */
export interface LinePlace {
  /** How many stand in it. */
  length: number;
  /** How many stand before the conversation; undefined when it does not stand in the line. */
  before: number | undefined;
}

/** Changed list entries of a conversation. */
export interface ListChanges {
  /** It leaves the list of its state for this one. Its place is a number above all places given so far; one counter does for all lists. */
  state?: SessionState;
  /** The state it leaves; undefined when nothing was kept of it. */
  stateBefore?: SessionState | undefined;
  /** It comes into some lists of labels, likewise, and leaves others. */
  labels?: {
    /** It comes into these. */
    joined: string[];
    /** It leaves these. */
    left: string[];
  };
  /** It stands in the line with this number, in the order of the numbers; null: it leaves the line. */
  line?: number | null;
  /** It leaves the list of its user, if it is in one, for that of this user, likewise. */
  user?: string;
  /** It is found by this ref, and no more by the one before. */
  ref?: string;
  /** When `due` returns it; null for never. */
  wakeAt?: number | null;
  /** It is an orphan from now on, or no more. */
  orphan?: boolean;
}

/** A conversation in a list. */
export interface ListEntry extends Found {
  /** Its place in the list. */
  place: number;
}

/** An event to store. */
export interface NewEvent {
  /** The conversation it is about. */
  conversationId: string;
  /** What happened. */
  type: string;
  /** In epoch milliseconds. */
  at: number;
  /** All else, to be kept as it is. */
  data: string;
}

/** Some events. */
export interface EventsRead {
  /** The events, in order, each with its position. */
  events: (NewEvent & Followable)[];
  /** To read on from: that of the last event here or, when there are no more, of the newest. */
  position: string;
}
