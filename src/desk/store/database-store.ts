import * as z from 'zod';
import { systemClock } from '../../internal/clock.ts';
import { anyDuration, duration, inputError, parseOptions } from '../../internal/options.ts';
import { copySession } from '../rules/head.ts';
import { noReminders } from '../rules/waiting.ts';
import type { Session } from '../types.ts';
import { answeredWithin } from './answered-within.ts';
import type { Counts, DeskDatabase, LinePlace, ListName } from './database.ts';
import type {
  DeskStore,
  FollowerState,
  SessionsPage,
  SessionsQuery,
  StepInput,
  StepName,
  StepOutcome,
  Stepped,
  StoreSettings,
  Sweep,
  TranscriptQuery,
} from './desk-store.ts';
import { EventFeed } from './event-feed.ts';
import { decodeHead } from './layout.ts';
import { isOfQuery, listsToRead, writePage } from './page.ts';
import { StepRunner } from './step-runner.ts';
import { storeError, tooSlow } from './store-error.ts';

/** Options of `databaseStore`, and of every store made with it. */
export interface DatabaseStoreOptions {
  /** How long a closed session is kept, and any event, in milliseconds; `Infinity` keeps them. @default 86400000, a day */
  retentionMs?: number | undefined;
  /** How long an instance that is not heard of keeps its turn to send, in milliseconds. @default 10000 */
  leaseMs?: number | undefined;
  /** How long a desk waits for the database, in milliseconds. @default 3000 */
  commandTimeoutMs?: number | undefined;
  /** How many changes are kept for `desk.events`, about. @default 100000 */
  eventsMax?: number | undefined;
}

/** The options of every store on a database, each with its default. */
export const databaseOptions = {
  retentionMs: anyDuration.default(86_400_000),
  leaseMs: duration.default(10_000),
  commandTimeoutMs: duration.default(3_000),
  eventsMax: z.int().positive().default(100_000),
};

const schema = z.strictObject(databaseOptions);

/**
 * Keeps sessions in a database: loads a conversation, lets the rule of a step change it, and commits what it changed if nobody
 * else did meanwhile; else it begins anew.
 *
 * @param database some 150 lines for a database of your own; see {@link DeskDatabase}
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 */
export function databaseStore(database: DeskDatabase, options: DatabaseStoreOptions = {}): DeskStore {
  return new DatabaseStore(database, parseOptions(schema, options));
}

const maxSweptAtOnce = 100;
const maxSweptTogether = 10;

class DatabaseStore implements DeskStore {
  readonly leaseMs: number;
  readonly isDurable = true;
  readonly #database: DeskDatabase;
  readonly #options: z.output<typeof schema>;
  readonly #feed: EventFeed;
  #settings: StoreSettings | undefined;
  #steps: StepRunner | undefined;

  constructor(database: DeskDatabase, options: z.output<typeof schema>) {
    this.leaseMs = options.leaseMs;
    this.#database = database;
    this.#options = options;
    this.#feed = new EventFeed(database, options.commandTimeoutMs);
  }

  open(settings: StoreSettings): void {
    this.#settings = settings;
    this.#steps = new StepRunner(this.#database, { ...noReminders, ...this.#options, ...settings }, () =>
      this.#feed.wake(),
    );
  }

  step<Name extends StepName>(name: Name, input: StepInput<Name>, turn = ''): Promise<Stepped<StepOutcome<Name>>> {
    return this.#runner.step(name, input, turn);
  }

  async sweep(): Promise<Sweep> {
    const before = this.#now;
    const { now, conversationIds } = await this.#ask(true, () => this.#database.due(before, maxSweptAtOnce));
    // Before sessions are forgotten, so that their events count as trimmed, for whoever has not read them yet.
    const { retentionMs, eventsMax } = this.#options;
    await this.#ask(true, () => this.#database.trim((before ?? now) - retentionMs, eventsMax));
    const sweep: Sweep = { changes: [], waiting: [], more: false };
    let gone = 0;
    for (let first = 0; first < conversationIds.length; first += maxSweptTogether) {
      const together = conversationIds.slice(first, first + maxSweptTogether);
      const outcomes = await Promise.all(together.map((conversationId) => this.#sweepOne(conversationId, sweep)));
      gone += outcomes.filter((outcome) => outcome === 'gone').length;
    }
    // What could not be swept comes up again with the next sweep, and so may what is not there.
    sweep.more = conversationIds.length === maxSweptAtOnce && gone < maxSweptAtOnce && sweep.error === undefined;
    return sweep;
  }

  async forget(which: { conversationId: string } | { userKey: string }): Promise<number> {
    if ('conversationId' in which) return (await this.#runner.forget(which.conversationId)) ? 1 : 0;
    let count = 0;
    for (let after = 0; ; ) {
      const entries = await this.#list('user', which.userKey, after, maxSweptAtOnce);
      for (const { place, conversationId } of entries) {
        after = place;
        if (await this.#runner.forget(conversationId)) count++;
      }
      if (entries.length < maxSweptAtOnce) return count;
    }
  }

  async find(ref: string): Promise<Session | undefined> {
    const found = await this.#ask(false, () => this.#database.find(ref));
    return found && sessionOf(found.conversationId, found.head);
  }

  async session(conversationId: string): Promise<Session | undefined> {
    const nothing = { ids: [], seqs: [], around: undefined };
    const { kept } = await this.#ask(false, () => this.#database.load(conversationId, nothing), conversationId);
    return kept && sessionOf(conversationId, kept.head);
  }

  async sessions({ page, limit, ...query }: SessionsQuery): Promise<SessionsPage> {
    const cursor = await this.#feed.position();
    const sessions: Session[] = [];
    for (const { key, list, value, place } of listsToRead({ ...query, page })) {
      let end = place;
      for (let isRead = false; !isRead; ) {
        // One more than asked for shows whether there are more.
        const found = await this.#list(list, value, end, limit + 1);
        for (const entry of found) {
          if (sessions.length === limit) return { sessions, cursor, next: writePage({ key, place: end }) };
          end = entry.place;
          const session = sessionOf(entry.conversationId, entry.head);
          if (isOfQuery(session, query)) sessions.push(session);
        }
        isRead = found.length <= limit;
      }
    }
    return { sessions, cursor };
  }

  async transcript(conversationId: string, { after, limit }: TranscriptQuery) {
    return this.#ask(false, () => this.#database.messages(conversationId, after, limit), conversationId);
  }

  counts(): Promise<Counts> {
    return this.#ask(false, () => this.#database.counts());
  }

  line(conversationId: string): Promise<LinePlace> {
    return this.#ask(false, () => this.#database.line(conversationId), conversationId);
  }

  oldest(): Promise<string> {
    return this.#ask(false, () => this.#database.oldest());
  }

  events(after: string | undefined, signal: AbortSignal) {
    return this.#feed.follow(after, signal);
  }

  async follower(
    name: string,
    update: (known: FollowerState | undefined, now: number) => FollowerState | undefined,
  ): Promise<FollowerState | undefined> {
    for (;;) {
      const { now, kept } = await this.#ask(false, () => this.#database.follower(name));
      // Written below.
      const known = kept && (JSON.parse(kept.state) as FollowerState);
      const state = update(known, this.#now ?? now);
      if (!state) return known;
      const text = JSON.stringify(state);
      const revision = this.#runner.newRevision();
      const isSaved = await this.#ask(true, () => this.#database.saveFollower(name, text, revision, kept?.revision));
      if (isSaved) return state;
    }
  }

  async shutdown(): Promise<void> {
    this.#feed.close();
    try {
      await answeredWithin(this.#options.commandTimeoutMs, async () => this.#database.close?.());
    } catch (error) {
      // A database that is away has let go by itself.
      if (error !== tooSlow) throw error;
    }
  }

  get #runner(): StepRunner {
    if (this.#steps) return this.#steps;
    throw inputError(`${this.#database.name} store: pass it to createDesk, or call open() first`);
  }

  // Undefined for the database's own time.
  get #now(): number | undefined {
    const clock = this.#settings?.clock ?? systemClock;
    return clock === systemClock ? undefined : clock.now();
  }

  async #sweepOne(conversationId: string, sweep: Sweep): Promise<string | undefined> {
    try {
      const { changes, outcome } = await this.#runner.sweep(conversationId);
      sweep.changes.push(...changes);
      if (outcome === 'waiting') sweep.waiting.push(conversationId);
      return outcome;
    } catch (error) {
      sweep.error ??= error;
      return undefined;
    }
  }

  #list(name: ListName, value: string, after: number, limit: number) {
    return this.#ask(false, () => this.#database.list(name, value, after, limit));
  }

  async #ask<T>(isWrite: boolean, ask: () => Promise<T>, conversationId?: string): Promise<T> {
    try {
      return await answeredWithin(this.#options.commandTimeoutMs, ask);
    } catch (error) {
      throw storeError(this.#database.name, { isWrite, conversationId }, error);
    }
  }
}

function sessionOf(conversationId: string, head: string): Session {
  return copySession(decodeHead(conversationId, head).head.session);
}
