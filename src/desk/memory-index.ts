import type { StoredSession } from './conversation.ts';
import { StateList } from './state-list.ts';
import type { SessionState } from './types.ts';

/** Where a session stands in the lists; kept with the session. Places are numbers that only grow. */
export interface Listed {
  state: SessionState | undefined;
  /** When it came into its state. */
  place: number;
  userKey: string | undefined;
  /** When its user became known. */
  userPlace: number;
  ref: string | undefined;
}

/** The ways to find a session other than by its id. */
export class MemoryIndex<Entry extends Listed> {
  readonly #byState: Record<SessionState, StateList<Entry>> = {
    waiting: new StateList('waiting'),
    connected: new StateList('connected'),
    closed: new StateList('closed'),
  };
  // Most users have one session.
  readonly #byUser = new Map<string, Entry | Set<Entry>>();
  readonly #byRef = new Map<string, Entry>();
  #places = 0;

  /** Brings it up to date with a session. */
  set(entry: Entry, { state, user, ref }: StoredSession): void {
    if (entry.state !== state) {
      this.#leaveState(entry);
      entry.state = state;
      entry.place = ++this.#places;
      this.#byState[state].add(entry);
    }
    if (entry.userKey !== user.key) this.#setUser(entry, user.key);
    if (entry.ref !== ref) this.#setRef(entry, ref);
  }

  delete(entry: Entry): void {
    this.#setUser(entry, undefined);
    this.#setRef(entry, undefined);
    this.#leaveState(entry);
  }

  find(ref: string): Entry | undefined {
    return this.#byRef.get(ref);
  }

  /** Those of a state that came into it after a place. */
  ofState(state: SessionState, after: number): Iterable<Entry> {
    return this.#byState[state].after(after);
  }

  /** Those of a user that came after a place. */
  ofUser(userKey: string, after: number): Entry[] {
    const entries = this.#byUser.get(userKey);
    if (!entries) return [];
    return (entries instanceof Set ? [...entries] : [entries]).filter(({ userPlace }) => userPlace > after);
  }

  #leaveState(entry: Entry): void {
    const { state } = entry;
    entry.state = undefined;
    if (state) this.#byState[state].leave();
  }

  #setUser(entry: Entry, userKey: string | undefined): void {
    if (entry.userKey !== undefined) {
      const others = this.#byUser.get(entry.userKey);
      if (others instanceof Set) others.delete(entry);
      if (!(others instanceof Set) || others.size === 0) this.#byUser.delete(entry.userKey);
    }
    entry.userKey = userKey;
    if (userKey === undefined) return;
    entry.userPlace = ++this.#places;
    const known = this.#byUser.get(userKey);
    if (known instanceof Set) known.add(entry);
    else this.#byUser.set(userKey, known ? new Set([known, entry]) : entry);
  }

  #setRef(entry: Entry, ref: string | undefined): void {
    if (entry.ref !== undefined && this.#byRef.get(entry.ref) === entry) this.#byRef.delete(entry.ref);
    entry.ref = ref;
    if (ref !== undefined) this.#byRef.set(ref, entry);
  }
}
