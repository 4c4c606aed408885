import * as z from 'zod';
import { type Clock, systemClock } from '../internal/clock.ts';
import { duration, parseOptions } from '../internal/options.ts';
import { type Conversation, copySession, isForgotten, wakeAt } from './conversation.ts';
import { type Due, DueTimes } from './due-times.ts';
import { MemoryEvents } from './memory-events.ts';
import { type Listed, MemoryIndex } from './memory-index.ts';
import { listsToRead, writePage } from './page.ts';
import * as rules from './rules.ts';
import type { Rule } from './step.ts';
import type { DeskStore, SessionsPage, SessionsQuery, Stepped, StoreSettings, Sweep } from './store.ts';
import type { Change, Message, Session } from './types.ts';

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** How long a closed session is kept, in milliseconds. @default 86400000, a day */
  retentionMs?: number | undefined;
  /** How many changes are kept for `desk.events`. @default 10000 */
  eventsMax?: number | undefined;
}

const schema = z.strictObject({
  retentionMs: duration.default(86_400_000),
  eventsMax: z.int().positive().default(10_000),
});

/** All that is kept of one conversation, with its places in the lists. */
interface MemoryRecord extends Listed, Due {
  readonly conversation: Conversation;
}

const leaseMs = 10_000;
const maxSweptAtOnce = 100;

/**
 * Keeps sessions in this process, and forgets them with it: for one instance, where users may ask again after a restart.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 */
export function memoryStore(options: MemoryStoreOptions = {}): DeskStore {
  const { retentionMs, eventsMax } = parseOptions(schema, options);
  const records = new Map<string, MemoryRecord>();
  const index = new MemoryIndex<MemoryRecord>();
  const due = new DueTimes<MemoryRecord>();
  const events = new MemoryEvents(eventsMax);
  let times = { waitTimeoutMs: 60_000, idleTimeoutMs: 86_400_000 };
  let clock: Clock = systemClock;

  // Most desks serve one bot: its id is kept once, not once for each session.
  let lastBotId = '';
  const once = (botId: string) => {
    if (botId !== lastBotId) lastBotId = botId;
    return lastBotId;
  };

  const context = (turn = '') => ({ ...times, now: clock.now(), turn, leaseMs });

  function keep(record: MemoryRecord, changes: Change[], now: number): void {
    index.set(record, record.conversation.session);
    events.add(idOf(record), changes, now);
    const at = wakeAt(record.conversation, retentionMs);
    if (at !== undefined) due.set(record, at);
  }

  // In JavaScript a function that awaits nothing is atomic.
  async function step<Input extends { conversationId: string }, Outcome extends string>(
    rule: Rule<Input, Outcome>,
    input: Input,
    turn?: string,
  ): Promise<Stepped<Outcome>> {
    const at = context(turn);
    let record = records.get(input.conversationId);
    const { conversation, ...stepped } = rule(record?.conversation, input, at);
    if (conversation) {
      if (!record) {
        record = newRecord(conversation);
        records.set(input.conversationId, record);
      }
      keep(record, stepped.changes, at.now);
    }
    return { ...stepped, cursor: events.cursor };
  }

  function sweepOne(record: MemoryRecord): { changes: Change[]; waits: boolean } {
    const { conversation } = record;
    const at = context();
    if (isForgotten(conversation, retentionMs, at.now)) {
      records.delete(idOf(record));
      index.delete(record);
      return { changes: [], waits: false };
    }
    const { outcome, changes } = rules.sweep(conversation, undefined, at);
    keep(record, changes, at.now);
    return { changes, waits: outcome === 'waiting' };
  }

  const read = (record: MemoryRecord | undefined) => record && copySession(record.conversation.session);

  return {
    open(settings: StoreSettings) {
      times = { waitTimeoutMs: settings.waitTimeoutMs, idleTimeoutMs: settings.idleTimeoutMs };
      clock = settings.clock;
    },
    establish: (input, turn) => step(rules.establish, { ...input, botId: once(input.botId) }, turn),
    chat: (input) => step(rules.chat, input),
    close: (input) => step(rules.close, input),
    reply: (input, turn) => step(rules.reply, input, turn),
    requestClose: (input, turn) => step(rules.requestClose, input, turn),
    settle: (input, turn) => step(rules.settle, input, turn),
    start: (input, turn) => step(rules.start, input, turn),
    renew: (input) => step(rules.renew, input),
    claim: (input) => step(rules.claim, input),
    release: (input) => step(rules.release, input),
    link: (input) => step(rules.link, input),

    async sweep(): Promise<Sweep> {
      const taken = due.take(clock.now(), maxSweptAtOnce);
      const swept = taken.map(sweepOne);
      return {
        changes: swept.flatMap(({ changes }) => changes),
        waiting: taken.filter((_, at) => swept[at]?.waits).map(idOf),
        more: taken.length === maxSweptAtOnce,
      };
    },

    find: async (ref) => read(index.find(ref)),
    session: async (conversationId) => read(records.get(conversationId)),
    async sessions({ page, limit, ...query }: SessionsQuery): Promise<SessionsPage> {
      const { cursor } = events;
      const sessions: Session[] = [];
      for (const { list, place } of listsToRead(query, page)) {
        const found = list === 'user' ? index.ofUser(query.userKey ?? '', place) : index.ofState(list, place);
        let end = place;
        for (const record of found) {
          if (sessions.length === limit) return { sessions, cursor, next: writePage({ list, place: end }) };
          end = list === 'user' ? record.userPlace : record.place;
          const { session } = record.conversation;
          if ((query.state ?? session.state) === session.state) sessions.push(copySession(session));
        }
      }
      return { sessions, cursor };
    },
    async transcript(conversationId, { after, limit }): Promise<Message[] | undefined> {
      // `seq` counts from 1, without gaps.
      const messages = records.get(conversationId)?.conversation.messages.slice(after, after + limit);
      return messages?.map((message) => ({ ...message }));
    },
    events: (after, signal) => events.follow(after, signal),
    async shutdown() {},
  };
}

function newRecord(conversation: Conversation): MemoryRecord {
  return {
    conversation,
    state: undefined,
    place: 0,
    userKey: undefined,
    userPlace: 0,
    ref: undefined,
    bucket: undefined,
  };
}

function idOf({ conversation }: MemoryRecord): string {
  return conversation.session.conversationId;
}
