import type { StoredSession } from './conversation.ts';
import { StateList } from './state-list.ts';
import type { SessionState } from './types.ts';

/** Where a session stands in the lists. Places are numbers that only grow. */
interface Entry {
  state: SessionState;
  /** When it came into its state. */
  place: number;
  userKey: string | undefined;
  /** When its user became known. */
  userPlace: number;
  ref: string | undefined;
}

/** A place in a list, and who has it. */
export type Placed = [place: number, id: string];

/** The ways to find a session other than by its id. */
export class MemoryIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #byState: Record<SessionState, StateList>;
  // Most users have one session.
  readonly #byUser = new Map<string, string | Set<string>>();
  readonly #byRef = new Map<string, string>();
  #places = 0;

  constructor() {
    const list = (state: SessionState) =>
      new StateList((id, place) => {
        const entry = this.#entries.get(id);
        return entry?.state === state && entry.place === place;
      });
    this.#byState = { waiting: list('waiting'), connected: list('connected'), closed: list('closed') };
  }

  /** Brings it up to date with a session. */
  set({ conversationId, state, user, ref }: StoredSession): void {
    let entry = this.#entries.get(conversationId);
    if (!entry) {
      entry = { state, place: ++this.#places, userKey: undefined, userPlace: 0, ref: undefined };
      this.#entries.set(conversationId, entry);
      this.#byState[state].add(conversationId, entry.place);
    } else if (entry.state !== state) {
      const before = entry.state;
      entry.state = state;
      entry.place = ++this.#places;
      this.#byState[before].leave();
      this.#byState[state].add(conversationId, entry.place);
    }
    if (entry.userKey !== user.key) this.#setUser(conversationId, entry, user.key);
    if (entry.ref !== ref) this.#setRef(conversationId, entry, ref);
  }

  delete(conversationId: string): void {
    const entry = this.#entries.get(conversationId);
    if (!entry) return;
    this.#setUser(conversationId, entry, undefined);
    this.#setRef(conversationId, entry, undefined);
    this.#entries.delete(conversationId);
    this.#byState[entry.state].leave();
  }

  find(ref: string): string | undefined {
    return this.#byRef.get(ref);
  }

  /** Those of a state that came into it after a place. */
  ofState(state: SessionState, after: number): Iterable<Placed> {
    return this.#byState[state].after(after);
  }

  /** Those of a user that came after a place. */
  ofUser(userKey: string, after: number): Placed[] {
    const ids = this.#byUser.get(userKey) ?? [];
    return [...(typeof ids === 'string' ? [ids] : ids)]
      .map((id): Placed => [this.#entries.get(id)?.userPlace ?? 0, id])
      .filter(([place]) => place > after);
  }

  #setUser(conversationId: string, entry: Entry, userKey: string | undefined): void {
    if (entry.userKey !== undefined) {
      const others = this.#byUser.get(entry.userKey);
      if (typeof others === 'object') others.delete(conversationId);
      if (typeof others === 'string' || others?.size === 0) this.#byUser.delete(entry.userKey);
    }
    entry.userKey = userKey;
    if (userKey === undefined) return;
    entry.userPlace = ++this.#places;
    const known = this.#byUser.get(userKey);
    if (typeof known === 'object') known.add(conversationId);
    else this.#byUser.set(userKey, known === undefined ? conversationId : new Set([known, conversationId]));
  }

  #setRef(conversationId: string, entry: Entry, ref: string | undefined): void {
    if (entry.ref !== undefined && this.#byRef.get(entry.ref) === conversationId) this.#byRef.delete(entry.ref);
    entry.ref = ref;
    if (ref !== undefined) this.#byRef.set(ref, conversationId);
  }
}
