import type { Head } from '../rules/head.ts';
import { isInLine } from '../rules/waiting.ts';
import type { Counts, LinePlace } from '../store/database.ts';
import { type ListPart, labelList } from '../store/page.ts';
import type { SessionState } from '../types.ts';
import { Groups } from './groups.ts';
import { PlacedList } from './placed-list.ts';

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
  /** When it came into each list of a label. */
  labelPlaces: Map<string, number> | undefined;
  /** Its number in the line, if it stands there. */
  line: number | undefined;
}

/** The ways to find a session other than by its id. */
export class MemoryIndex<Entry extends Listed> {
  readonly #byState: Record<SessionState, PlacedList<Entry>> = {
    waiting: listOfState('waiting'),
    connected: listOfState('connected'),
    closed: listOfState('closed'),
  };
  readonly #byUser = new Groups<Entry>();
  readonly #byRef = new Groups<Entry>();
  readonly #byLabel = new Map<string, PlacedList<Entry>>();
  #inLine = 0;
  #places = 0;

  /** Brings it up to date with where a session is to stand. */
  set(entry: Entry, head: Head): void {
    const { state, user, ref, labels, openedAt } = head.session;
    if (entry.state !== state) {
      this.#leaveState(entry);
      entry.state = state;
      entry.place = ++this.#places;
      this.#byState[state].add(entry, entry.place);
    }
    if (entry.userKey !== user.key) this.#setUser(entry, user.key);
    if (entry.ref !== ref) this.#setRef(entry, ref);
    if (entry.labelPlaces !== undefined || labels.length > 0) {
      this.#setLabels(
        entry,
        labels.map((label) => labelList(state, label)),
      );
    }
    this.#setLine(entry, isInLine(head) ? openedAt : undefined);
  }

  delete(entry: Entry): void {
    this.#setUser(entry, undefined);
    this.#setRef(entry, undefined);
    this.#setLabels(entry, []);
    this.#setLine(entry, undefined);
    this.#leaveState(entry);
  }

  get counts(): Counts {
    const { waiting, connected, closed } = this.#byState;
    return { waiting: waiting.size, connected: connected.size, closed: closed.size };
  }

  /** How many stand in the line, and how many before an entry. */
  line(entry: Entry | undefined): LinePlace {
    if (entry?.line === undefined) return { length: this.#inLine, before: undefined };
    let before = 0;
    for (const one of this.#byState.waiting.after(0)) if (this.#standsBefore(one, entry)) before++;
    return { length: this.#inLine, before };
  }

  /** The one that was linked last to a ticket, of those that still are. */
  find(ref: string): Entry | undefined {
    return this.#byRef
      .of(ref)
      .reduce<Entry | undefined>((last, one) => (last && last.refPlace > one.refPlace ? last : one), undefined);
  }

  /** Those of a list that came into it after a place, each with its own. */
  *list({ list, value, place }: ListPart): Generator<[Entry, number]> {
    switch (list) {
      case 'user':
        for (const entry of this.ofUser(value)) if (entry.userPlace > place) yield [entry, entry.userPlace];
        return;
      case 'label':
        for (const entry of this.#byLabel.get(value)?.after(place) ?? [])
          yield [entry, entry.labelPlaces?.get(value) ?? 0];
        return;
      default:
        // The value of a list by state is a state.
        for (const entry of this.#byState[value as SessionState].after(place)) yield [entry, entry.place];
    }
  }

  /** Those of a user, in the order they came. */
  ofUser(userKey: string): Entry[] {
    return this.#byUser.of(userKey);
  }

  #standsBefore(one: Entry, entry: Entry): boolean {
    if (one.line === undefined || entry.line === undefined) return false;
    return one.line < entry.line || (one.line === entry.line && one.place < entry.place);
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

  #setLabels(entry: Entry, lists: readonly string[]): void {
    const places = entry.labelPlaces ?? new Map<string, number>();
    for (const list of [...places.keys()].filter((one) => !lists.includes(one))) {
      places.delete(list);
      const left = this.#byLabel.get(list);
      left?.leave();
      if (left?.size === 0) this.#byLabel.delete(list);
    }
    for (const list of lists.filter((one) => !places.has(one))) {
      const place = ++this.#places;
      places.set(list, place);
      const joined = this.#byLabel.get(list) ?? new PlacedList<Entry>(({ labelPlaces }) => labelPlaces?.get(list));
      this.#byLabel.set(list, joined);
      joined.add(entry, place);
    }
    entry.labelPlaces = places.size > 0 ? places : undefined;
  }

  #setLine(entry: Entry, line: number | undefined): void {
    this.#inLine += Number(line !== undefined) - Number(entry.line !== undefined);
    entry.line = line;
  }
}

function listOfState<Entry extends Listed>(state: SessionState): PlacedList<Entry> {
  return new PlacedList((entry) => (entry.state === state ? entry.place : undefined));
}
