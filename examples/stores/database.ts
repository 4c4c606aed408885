import type { DeskEvent, SessionState } from 'gptbots-human/desk';

/** A conversation as it is kept: all of it as JSON, and beside it what it is looked for by. Each of these needs an index. */
export interface Row {
  json: string;
  state: SessionState;
  /** When it came into its state, in the order of all that happened. */
  place: number;
  userKey: string | undefined;
  /** When its user became known. */
  userPlace: number;
  ref: string | undefined;
  /** When it was linked. */
  refPlace: number;
  /** When a sweep has something to do. */
  wakeAt: number | undefined;
}

/** What a transaction may read and write. */
export interface Tables {
  conversations: Map<string, Row>;
  /** The newest ones; `count` is the number of the last. */
  events: DeskEvent[];
  count: number;
  places: number;
}

/** Stands in for your database: it has transactions, one at a time, of which all happens or nothing. */
export class Database {
  readonly name = crypto.randomUUID();
  #tables: Tables = { conversations: new Map(), events: [], count: 0, places: 0 };
  #last: Promise<unknown> = Promise.resolve();

  /** What `work` throws undoes what it wrote. */
  transaction<T>(work: (tables: Tables) => T | Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      const { conversations, events, ...counters } = this.#tables;
      const draft: Tables = { conversations: new Map(conversations), events: [...events], ...counters };
      const value = await work(draft);
      this.#tables = draft;
      return value;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
