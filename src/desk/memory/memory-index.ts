import type { StoredSession } from '../rules/head.ts';
import type { SessionState } from '../types.ts';
import { Groups } from './groups.ts';
import { StateList } from './state-list.ts';

/** Where a session stands in the lists; kept with the session. Places are numbers that only grow. */
export interface Listed {
  state: SessionState | undefined;
  /** When it came into its state. */
  place: number;
  userKey: string | undefined;
  /** When its user became known. */
  userPlace: number;
  ref: string | undefined;
  /** When it was linked to its ticket. */
  refPlace: number;
}

/** The ways to find a session other than by its id. */
export class MemoryIndex<Entry extends Listed> {
  readonly #byState: Record<SessionState, StateList<Entry>> = {
    waiting: new StateList('waiting'),
    connected: new StateList('connected'),
    closed: new StateList('closed'),
  };
  readonly #byUser = new Groups<Entry>();
  readonly #byRef = new Groups<Entry>();
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

  /** The one that was linked last to a ticket, of those that still are. */
  find(ref: string): Entry | undefined {
    return this.#byRef
      .of(ref)
      .reduce<Entry | undefined>((last, one) => (last && last.refPlace > one.refPlace ? last : one), undefined);
  }

  /** Those of a state that came into it after a place. */
  ofState(state: SessionState, after: number): Iterable<Entry> {
    return this.#byState[state].after(after);
  }

  /** Those of a user that came after a place. */
  ofUser(userKey: string, after: number): Entry[] {
    return this.#byUser.of(userKey).filter(({ userPlace }) => userPlace > after);
  }

  #leaveState(entry: Entry): void {
    const { state } = entry;
    entry.state = undefined;
    if (state) this.#byState[state].leave();
  }

  #setUser(entry: Entry, userKey: string | undefined): void {
    this.#byUser.move(entry, entry.userKey, userKey);
    entry.userKey = userKey;
    if (userKey !== undefined) entry.userPlace = ++this.#places;
  }

  #setRef(entry: Entry, ref: string | undefined): void {
    this.#byRef.move(entry, entry.ref, ref);
    entry.ref = ref;
    if (ref !== undefined) entry.refPlace = ++this.#places;
  }
}
