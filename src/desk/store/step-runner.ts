import { type Clock, systemClock } from '../../internal/clock.ts';
import { KeyedQueue } from '../../internal/keyed-queue.ts';
import { copySession, isForgotten, wakeAt } from '../rules/head.ts';
import { rules } from '../rules/index.ts';
import type { Conversation, Rule, Step, StepContext } from '../rules/step.ts';
import type { ReminderTimes } from '../rules/waiting.ts';
import type { Change } from '../types.ts';
import { answeredWithin } from './answered-within.ts';
import type { DeskDatabase, Loaded, NewEvent, Want, Write } from './database.ts';
import type { StepInput, StepName, StepOutcome, Stepped, StoreSettings } from './desk-store.ts';
import { decodeHead, encodeChange, encodeHead, type StoredHead } from './layout.ts';
import { listChanges, placesOf } from './list-changes.ts';
import { LoadedMessages, notLoaded } from './loaded-messages.ts';
import { OrphanLimit } from './orphan-limit.ts';
import { storeError, tooSlow } from './store-error.ts';

/** What a step needs to know. */
interface StepSettings extends Omit<StoreSettings, keyof ReminderTimes>, ReminderTimes {
  retentionMs: number;
  leaseMs: number;
  commandTimeoutMs: number;
}

/** A rule, or something like one, run on what is kept of a conversation. */
interface Task<Outcome extends string> {
  conversationId: string;
  turn: string;
  want: Want;
  mayBeginOrphan: boolean;
  isWrite: boolean;
  run(conversation: Conversation, context: StepContext): Result<Outcome>;
}

/** What a task did. `erase`: the conversation is to be removed, with or without an event that says so. */
interface Result<Outcome extends string> extends Step<Outcome> {
  erase?: 'silently' | 'with an event';
}

const nothing: Want = { ids: [], seqs: [], around: undefined };

// A later time in the list of what is due is not written each time: the conversation comes up too early, and is put back.
const maxEarlyMs = 3_600_000;

/** Carries steps out: load, rule, commit if nobody else did meanwhile, else again. */
export class StepRunner {
  readonly #database: DeskDatabase;
  readonly #settings: StepSettings;
  readonly #onEvents: () => void;
  // Steps of one conversation on this instance wait for each other, instead of getting into each other's way.
  readonly #lines = new KeyedQueue();
  readonly #orphans: OrphanLimit;
  readonly #instance = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(36)).join('');
  #writes = 0;

  constructor(database: DeskDatabase, settings: StepSettings, onEvents: () => void) {
    this.#database = database;
    this.#settings = settings;
    this.#onEvents = onEvents;
    this.#orphans = new OrphanLimit(database, settings.maxOrphans);
  }

  step<Name extends StepName>(name: Name, input: StepInput<Name>, turn: string): Promise<Stepped<StepOutcome<Name>>> {
    // TypeScript does not see that the rule of a name takes the input of that name.
    const rule = rules[name] as unknown as Rule<StepInput<Name>, StepOutcome<Name>>;
    return this.#inLine({
      conversationId: input.conversationId,
      turn,
      want: likelyWanted(input),
      mayBeginOrphan: name === 'chat' || name === 'close',
      isWrite: true,
      run: (conversation, context) => rule(conversation, input, context),
    });
  }

  /**
   * What the desk's clock does to a conversation, or forgets it when it has been kept for long enough. `gone`: the database has lost
   * it, but for its place among what is due.
   */
  sweep(conversationId: string): Promise<Step<'waiting' | 'swept' | 'gone'>> {
    const settings = this.#settings;
    return this.#inLine({
      conversationId,
      turn: '',
      want: nothing,
      mayBeginOrphan: false,
      isWrite: true,
      run(conversation, context): Result<'waiting' | 'swept' | 'gone'> {
        const { head } = conversation;
        if (!head) return { outcome: 'gone', changes: [], erase: 'silently' };
        if (isForgotten(head, settings, context.now)) return { outcome: 'swept', changes: [], erase: 'silently' };
        return rules.sweep(conversation, { conversationId }, context);
      },
    });
  }

  /** Forgets a conversation; false when there is none. */
  async forget(conversationId: string): Promise<boolean> {
    const run = ({ head }: Conversation): Result<'forgotten' | 'not_found'> =>
      head ? { outcome: 'forgotten', changes: [], erase: 'with an event' } : { outcome: 'not_found', changes: [] };
    const { outcome } = await this.#inLine({
      conversationId,
      turn: '',
      want: nothing,
      mayBeginOrphan: false,
      isWrite: true,
      run,
    });
    return outcome === 'forgotten';
  }

  /** A revision nobody else uses. */
  newRevision(): string {
    return `${this.#instance}-${(++this.#writes).toString(36)}`;
  }

  async #inLine<Outcome extends string>(task: Task<Outcome>): Promise<Stepped<Outcome>> {
    const givenUpAt = performance.now() + this.#settings.commandTimeoutMs;
    // It comes in time: those before give up before this one does, also when the database never answers them.
    await this.#lines.enter(task.conversationId)?.turn;
    try {
      return await answeredWithin(Math.max(0, givenUpAt - performance.now()), () => this.#run(task, givenUpAt));
    } catch (error) {
      throw storeError(this.#database.name, task, error);
    } finally {
      this.#lines.leave(task.conversationId);
    }
  }

  async #run<Outcome extends string>(task: Task<Outcome>, givenUpAt: number): Promise<Stepped<Outcome>> {
    const { conversationId } = task;
    let { want } = task;
    let done: { revision: string; step: Result<Outcome> } | undefined;
    for (;;) {
      // Nobody waits for it any more.
      if (performance.now() >= givenUpAt) throw tooSlow;
      const loaded = await this.#database.load(conversationId, want);
      const isFull = task.mayBeginOrphan && !loaded.kept && (await this.#orphans.isReached());
      // The answer to the commit was lost, but it was made.
      if (done && done.revision === loaded.kept?.revision) return { ...done.step, cursor: loaded.position };
      const stillMs = givenUpAt - performance.now();
      const attempt = this.#attempt(task, loaded, want, isFull);
      if ('want' in attempt) {
        want = attempt.want;
        continue;
      }
      const { step, change } = attempt;
      if (step.erase) {
        const isTold = step.erase === 'with an event';
        const event = isTold ? this.#event(conversationId, { type: 'forgotten' }, this.#now(loaded)) : undefined;
        const isErased = await this.#database.erase(conversationId, loaded.kept?.revision ?? '', event);
        if (!isErased && loaded.kept) continue;
        this.#orphans.countAgain();
        if (event) this.#onEvents();
        return { ...step, cursor: loaded.position };
      }
      if (!change) return { ...step, cursor: loaded.position };
      const write: Write = { ...change, notAfter: Math.floor(loaded.now + stillMs) };
      try {
        const committed = await this.#database.commit(write);
        if (committed === 'late') throw tooSlow;
        if (committed === 'stale') continue;
        if (write.events.length > 0) this.#onEvents();
        if (write.lists.orphan) this.#orphans.add();
        else if (write.lists.orphan === false) this.#orphans.countAgain();
        return { ...step, cursor: committed.position };
      } catch (error) {
        // Once more: if it was made, the revision says so, and if not, the step may be made now.
        if (done) throw error;
        done = { revision: write.revision, step };
      }
    }
  }

  // Runs the rule on what was loaded; what it changed, or what it needs besides.
  #attempt<Outcome extends string>(
    { conversationId, turn, run }: Task<Outcome>,
    loaded: Loaded,
    loadedWant: Want,
    isFull: boolean,
  ): { want: Want } | { step: Result<Outcome>; change: Omit<Write, 'notAfter'> | undefined } {
    const { kept } = loaded;
    const stored = kept && decodeHead(conversationId, kept.head);
    const messages = new LoadedMessages(kept, loadedWant);
    const conversation: Conversation = { head: stored?.head, messages };
    const before = stored && placesOf(stored.head);
    const now = this.#now(loaded);
    let step: Result<Outcome>;
    try {
      step = run(conversation, { ...this.#settings, isFull, now, turn });
    } catch (error) {
      if (error === notLoaded) return { want: messages.want };
      throw error;
    }
    const { head } = conversation;
    if (step.erase || !head) return { step, change: undefined };
    const { session } = head;
    const lists = listChanges(before, placesOf(head));
    const wake = wakeAt(head, this.#settings);
    if (isListedAnew(stored, wake, now)) lists.wakeAt = wake ?? null;
    const listedWakeAt = lists.wakeAt === undefined ? stored?.listedWakeAt : (lists.wakeAt ?? undefined);
    const text = encodeHead({ head, listedWakeAt, added: stored?.added });
    if (text === kept?.head && messages.written.size === 0) return { step, change: undefined };
    return {
      step,
      change: {
        conversationId,
        expected: kept?.revision,
        revision: this.newRevision(),
        head: text,
        session: copySession(session),
        messages: [...messages.written.values()].sort((a, b) => a.seq - b.seq),
        lists,
        events: step.changes.map((change) => this.#event(conversationId, change, now)),
      },
    };
  }

  #now({ now }: Loaded): number {
    const clock: Clock = this.#settings.clock;
    return clock === systemClock ? now : clock.now();
  }

  #event(conversationId: string, change: Change | { type: 'forgotten' }, at: number): NewEvent {
    return { conversationId, type: change.type, at, data: encodeChange(change) };
  }
}

// Early is harmless, late is not. What has come up is put back.
function isListedAnew(stored: StoredHead | undefined, wake: number | undefined, now: number): boolean {
  const listed = stored?.listedWakeAt;
  if (wake === undefined || listed === undefined) return wake !== listed;
  return wake < listed || wake > listed + maxEarlyMs || (listed <= now && wake !== listed);
}

// What the rule surely asks for, so that it need not be run twice.
function likelyWanted(input: StepInput<StepName>): Want {
  const want: Want = { ids: [], seqs: [], around: undefined };
  if ('id' in input) want.ids.push(input.id);
  if ('farewell' in input && input.farewell) want.ids.push(input.farewell.id);
  if ('entry' in input && input.entry > 0) want.seqs.push(input.entry);
  return want;
}
