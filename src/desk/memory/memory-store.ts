import * as z from 'zod';
import { type Clock, systemClock } from '../../internal/clock.ts';
import { anyDuration, duration, parseOptions } from '../../internal/options.ts';
import { copySession, type Head, isForgotten, wakeAt } from '../rules/head.ts';
import { rules } from '../rules/index.ts';
import type { Rule, StepContext } from '../rules/step.ts';
import { noReminders } from '../rules/waiting.ts';
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
} from '../store/desk-store.ts';
import { isOfQuery, listsToRead, writePage } from '../store/page.ts';
import type { Change, Message, Session } from '../types.ts';
import { DueTimes, type InDueTimes } from './due-times.ts';
import { MemoryEvents } from './memory-events.ts';
import { type Listed, MemoryIndex } from './memory-index.ts';
import { type MemoryConversation, MemoryMessages } from './memory-messages.ts';

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** How long a closed session is kept, and any event, in milliseconds; `Infinity` keeps them. @default 86400000, a day */
  retentionMs?: number | undefined;
  /** How many changes are kept for `desk.events`. @default 10000 */
  eventsMax?: number | undefined;
  /** How long a desk that is not heard of keeps its turn to send, in milliseconds. @default 10000 */
  leaseMs?: number | undefined;
}

const schema = z.strictObject({
  retentionMs: anyDuration.default(86_400_000),
  eventsMax: z.int().positive().default(10_000),
  leaseMs: duration.default(10_000),
});

/** All that is kept of one conversation, with its places in the lists. */
interface MemoryRecord extends MemoryConversation, Listed, InDueTimes {
  head: Head;
}

const maxSweptAtOnce = 100;

/**
 * Keeps sessions in this process, and forgets them with it: for one instance, where users may ask again after a restart.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 */
export function memoryStore(options: MemoryStoreOptions = {}): DeskStore {
  const { retentionMs, eventsMax, leaseMs } = parseOptions(schema, options);
  const records = new Map<string, MemoryRecord>();
  const index = new MemoryIndex<MemoryRecord>();
  const due = new DueTimes<MemoryRecord>();
  const events = new MemoryEvents(eventsMax);
  const messages = new MemoryMessages();
  const followers = new Map<string, FollowerState>();
  let times = {
    waitTimeoutMs: 60_000,
    idleTimeoutMs: 86_400_000,
    orphanTimeoutMs: 3_600_000,
    ...noReminders,
    retentionMs,
  };
  let clock: Clock = systemClock;
  let maxOrphans = Number.POSITIVE_INFINITY;
  let orphans = 0;
  let desks = 0;

  // Most desks serve one bot: its id is kept once, not once for each session.
  let lastBotId = '';
  const once = (botId: string) => {
    if (botId !== lastBotId) lastBotId = botId;
    return lastBotId;
  };

  const context = (turn = ''): StepContext => ({
    now: clock.now(),
    waitTimeoutMs: times.waitTimeoutMs,
    idleTimeoutMs: times.idleTimeoutMs,
    orphanTimeoutMs: times.orphanTimeoutMs,
    remindFirstReplyMs: times.remindFirstReplyMs,
    remindReplyMs: times.remindReplyMs,
    isFull: orphans >= maxOrphans,
    turn,
    leaseMs,
  });

  function keep(record: MemoryRecord, changes: Change[], now: number): void {
    index.set(record, record.head);
    events.add(idOf(record), changes, now);
    const at = wakeAt(record.head, times);
    if (at !== undefined) due.set(record, at);
  }

  // In JavaScript a function that awaits nothing is atomic.
  function run<Input extends { conversationId: string }, Outcome extends string>(
    rule: Rule<Input, Outcome>,
    input: Input,
    turn: string,
  ): Stepped<Outcome> {
    const at = context(turn);
    const known = records.get(input.conversationId);
    const begun: MemoryConversation = known ?? { messages: [], found: undefined };
    const conversation = { head: known?.head, messages: messages.of(begun) };
    const wasOrphan = known?.head.session.orphan;
    const { outcome, changes, work, message, session } = rule(conversation, input, at);
    const { head } = conversation;
    if (head) {
      head.session.botId = once(head.session.botId);
      const record = known ?? newRecord(head, begun);
      if (!known) records.set(input.conversationId, record);
      if (head.session.orphan !== wasOrphan) orphans += wasOrphan ? -1 : 1;
      keep(record, changes, at.now);
    }
    return { outcome, changes, work, message, session, cursor: events.cursor };
  }

  function sweepOne(record: MemoryRecord): { changes: Change[]; waits: boolean } {
    const { head } = record;
    const at = context();
    const conversation = { head, messages: messages.of(record) };
    const { outcome, changes } = rules.sweep(conversation, { conversationId: idOf(record) }, at);
    keep(record, changes, at.now);
    return { changes, waits: outcome === 'waiting' };
  }

  function erase(erased: MemoryRecord[]): void {
    if (erased.length === 0) return;
    for (const record of erased) {
      records.delete(idOf(record));
      index.delete(record);
      due.delete(record);
      if (record.head.session.orphan) orphans--;
    }
    events.erase(new Set(erased.map(idOf)));
  }

  const read = (record: MemoryRecord | undefined) => record && copySession(record.head.session);

  return {
    leaseMs,
    // Other desks of this process go on.
    get isDurable() {
      return desks > 1;
    },
    open(settings: StoreSettings) {
      desks++;
      const { clock: settingsClock, maxOrphans: most = Number.POSITIVE_INFINITY, ...given } = settings;
      times = { ...noReminders, ...given, retentionMs };
      clock = settingsClock;
      maxOrphans = most;
    },
    async step<Name extends StepName>(name: Name, input: StepInput<Name>, turn = '') {
      // TypeScript does not see that the rule of a name takes the input of that name.
      const rule = rules[name] as unknown as Rule<StepInput<Name>, StepOutcome<Name>>;
      return run(rule, input, turn);
    },

    async sweep(): Promise<Sweep> {
      const now = clock.now();
      events.trim(now - retentionMs);
      const found = due.take(now, maxSweptAtOnce);
      const old = found.filter(({ head }) => isForgotten(head, times, now));
      erase(old);
      const taken = found.filter((record) => !old.includes(record));
      const swept = taken.map(sweepOne);
      return {
        changes: swept.flatMap(({ changes }) => changes),
        waiting: taken.filter((_, at) => swept[at]?.waits).map(idOf),
        more: found.length === maxSweptAtOnce,
      };
    },
    async forget(which) {
      const known = 'userKey' in which ? index.ofUser(which.userKey) : [records.get(which.conversationId)];
      const found = known.filter((record) => record !== undefined);
      erase(found);
      for (const record of found) events.add(idOf(record), [{ type: 'forgotten' }], clock.now());
      return found.length;
    },

    find: async (ref) => read(index.find(ref)),
    session: async (conversationId) => read(records.get(conversationId)),
    async sessions({ page, limit, ...query }: SessionsQuery): Promise<SessionsPage> {
      const { cursor } = events;
      const sessions: Session[] = [];
      for (const part of listsToRead({ ...query, page })) {
        let end = part.place;
        for (const [record, place] of index.list(part)) {
          if (sessions.length === limit) return { sessions, cursor, next: writePage({ key: part.key, place: end }) };
          end = place;
          const session = copySession(record.head.session);
          if (isOfQuery(session, query)) sessions.push(session);
        }
      }
      return { sessions, cursor };
    },
    counts: async () => index.counts,
    line: async (conversationId) => index.line(records.get(conversationId)),
    async transcript(conversationId, { after, limit }): Promise<Message[] | undefined> {
      // `seq` counts from 1, without gaps.
      const found = records.get(conversationId)?.messages.slice(after, after + limit);
      return found?.map((message) => ({ ...message }));
    },
    events: (after, signal) => events.follow(after, signal),
    oldest: async () => events.oldest,
    async follower(name, update) {
      const state = update(followers.get(name), clock.now()) ?? followers.get(name);
      if (state) followers.set(name, state);
      return state && { ...state };
    },
    async shutdown() {
      desks--;
    },
  };
}

function newRecord(head: Head, { messages, found }: MemoryConversation): MemoryRecord {
  return {
    head,
    messages,
    found,
    state: undefined,
    place: 0,
    userKey: undefined,
    userPlace: 0,
    ref: undefined,
    refPlace: 0,
    labelPlaces: undefined,
    line: undefined,
    bucket: undefined,
  };
}

function idOf({ head }: MemoryRecord): string {
  return head.session.conversationId;
}
