import * as z from 'zod';
import { type Clock, systemClock } from '../internal/clock.ts';
import { duration, parseOptions } from '../internal/options.ts';
import { type Conversation, copySession, wakeAt } from './conversation.ts';
import { DueTimes } from './due-times.ts';
import { MemoryEvents } from './memory-events.ts';
import { MemoryIndex } from './memory-index.ts';
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

const leaseMs = 10_000;
const sweptAtOnce = 100;

/**
 * Keeps sessions in this process, and forgets them with it: for one instance, where users may ask again after a restart.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 */
export function memoryStore(options: MemoryStoreOptions = {}): DeskStore {
  const { retentionMs, eventsMax } = parseOptions(schema, options);
  const conversations = new Map<string, Conversation>();
  const index = new MemoryIndex();
  const due = new DueTimes();
  const events = new MemoryEvents(eventsMax);
  let times = { waitTimeoutMs: 60_000, idleTimeoutMs: 86_400_000 };
  let clock: Clock = systemClock;

  const context = (turn = '') => ({ ...times, now: clock.now(), turn, leaseMs });

  function keep(conversation: Conversation, changes: Change[], now: number): void {
    const { session } = conversation;
    index.set(session);
    events.add(session.conversationId, changes, now);
    const at = wakeAt(conversation, retentionMs);
    if (at !== undefined) due.set(session.conversationId, at);
  }

  // In JavaScript a function that awaits nothing is atomic.
  async function step<Input extends { conversationId: string }, Outcome extends string>(
    rule: Rule<Input, Outcome>,
    input: Input,
    turn?: string,
  ): Promise<Stepped<Outcome>> {
    const at = context(turn);
    const { conversation, ...stepped } = rule(conversations.get(input.conversationId), input, at);
    if (conversation) {
      conversations.set(input.conversationId, conversation);
      keep(conversation, stepped.changes, at.now);
    }
    return { ...stepped, cursor: events.cursor };
  }

  function sweepOne(conversationId: string): { changes: Change[]; waits: boolean } {
    const conversation = conversations.get(conversationId);
    if (!conversation) return { changes: [], waits: false };
    const at = context();
    const { closedAt } = conversation.session;
    if (closedAt !== undefined && closedAt + retentionMs <= at.now && !conversation.sending) {
      conversations.delete(conversationId);
      index.delete(conversationId);
      return { changes: [], waits: false };
    }
    const { outcome, changes } = rules.sweep(conversation, undefined, at);
    keep(conversation, changes, at.now);
    return { changes, waits: outcome === 'waiting' };
  }

  function read(conversationId: string | undefined): Session | undefined {
    const conversation = conversationId === undefined ? undefined : conversations.get(conversationId);
    return conversation && copySession(conversation.session);
  }

  return {
    open(settings: StoreSettings) {
      times = { waitTimeoutMs: settings.waitTimeoutMs, idleTimeoutMs: settings.idleTimeoutMs };
      clock = settings.clock;
    },
    establish: (input, turn) => step(rules.establish, input, turn),
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
      const ids = due.take(clock.now(), sweptAtOnce);
      const swept = ids.map(sweepOne);
      return {
        changes: swept.flatMap(({ changes }) => changes),
        waiting: ids.filter((_, at) => swept[at]?.waits),
        more: ids.length === sweptAtOnce,
      };
    },

    find: async (ref) => read(index.find(ref)),
    session: async (conversationId) => read(conversationId),
    async sessions({ page, limit, ...query }: SessionsQuery): Promise<SessionsPage> {
      const { cursor } = events;
      const sessions: Session[] = [];
      for (const { list, place } of listsToRead(query, page)) {
        const found = list === 'user' ? index.ofUser(query.userKey ?? '', place) : index.ofState(list, place);
        let end = place;
        for (const [at, id] of found) {
          if (sessions.length === limit) return { sessions, cursor, next: writePage({ list, place: end }) };
          end = at;
          const session = read(id);
          if (session && (query.state ?? session.state) === session.state) sessions.push(session);
        }
      }
      return { sessions, cursor };
    },
    async transcript(conversationId, { after, limit }): Promise<Message[] | undefined> {
      // `seq` counts from 1, without gaps.
      const messages = conversations.get(conversationId)?.messages.slice(after, after + limit);
      return messages?.map((message) => ({ ...message }));
    },
    events: (after, signal) => events.follow(after, signal),
    async shutdown() {},
  };
}
