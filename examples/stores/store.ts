// A store of your own for createDesk, here on a database that has transactions.
import {
  type Change,
  type Conversation,
  type DeskStore,
  isForgotten,
  type Rule,
  rules,
  type Stepped,
  type StoreSettings,
  wakeAt,
} from 'gptbots-human/desk';
import type { Database, Tables } from './database.ts';
import { addEvents, cursorOf, follow } from './store-events.ts';
import { readSessions, sessionOf } from './store-pages.ts';
import { inTime } from './store-time.ts';

const maxSweptAtOnce = 100;

export function databaseStore(
  database: Database,
  { retentionMs = 86_400_000, eventsMax = 10_000, leaseMs = 10_000, timeoutMs = 3_000 } = {},
): DeskStore {
  let settings: StoreSettings;
  const transaction = <T>(work: (tables: Tables) => T) => inTime(database, timeoutMs, work);
  const context = (turn = '') => ({ ...settings, now: settings.clock.now(), turn, leaseMs });

  // Reads the conversation, lets the rule change it, and writes it and its events: in one transaction.
  function step<Input extends { conversationId: string }, Outcome extends string>(
    rule: Rule<Input, Outcome>,
    input: Input,
    turn?: string,
  ): Promise<Stepped<Outcome>> {
    return transaction((tables) => {
      const at = context(turn);
      const { conversation, ...stepped } = rule(read(tables, input.conversationId), input, at);
      if (conversation) write(tables, conversation, stepped.changes, at.now);
      return { ...stepped, cursor: cursorOf(database, tables) };
    });
  }

  function write(tables: Tables, conversation: Conversation, changes: Change[], now: number): void {
    const { state, user, ref, conversationId } = conversation.session;
    const before = tables.conversations.get(conversationId);
    const placeAfter = (isSame: boolean, place = 0) => (isSame ? place : ++tables.places);
    tables.conversations.set(conversationId, {
      json: JSON.stringify(conversation),
      state,
      place: placeAfter(before?.state === state, before?.place),
      userKey: user.key,
      userPlace: placeAfter(before?.userKey === user.key, before?.userPlace),
      ref,
      refPlace: placeAfter(before?.ref === ref, before?.refPlace),
      wakeAt: wakeAt(conversation, retentionMs),
    });
    addEvents(database, tables, { conversationId, changes, at: now, most: eventsMax });
  }

  function sweepOne(tables: Tables, conversation: Conversation): { changes: Change[]; waits: boolean } {
    const at = context();
    if (isForgotten(conversation, retentionMs, at.now)) {
      tables.conversations.delete(conversation.session.conversationId);
      return { changes: [], waits: false };
    }
    const { outcome, changes } = rules.sweep(conversation, undefined, at);
    write(tables, conversation, changes, at.now);
    return { changes, waits: outcome === 'waiting' };
  }

  return {
    open: (given) => {
      settings = given;
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
    sweep: () =>
      transaction((tables) => {
        const now = settings.clock.now();
        const due = [...tables.conversations].filter(([, row]) => row.wakeAt !== undefined && row.wakeAt <= now);
        const swept = due.slice(0, maxSweptAtOnce).flatMap(([id]) => {
          const conversation = read(tables, id);
          return conversation ? [{ id, ...sweepOne(tables, conversation) }] : [];
        });
        return {
          changes: swept.flatMap(({ changes }) => changes),
          waiting: swept.filter(({ waits }) => waits).map(({ id }) => id),
          more: due.length > maxSweptAtOnce,
        };
      }),
    find: (ref) =>
      transaction((tables) => {
        const linked = [...tables.conversations.values()].filter((row) => row.ref === ref);
        const [last] = linked.sort((one, other) => other.refPlace - one.refPlace);
        return last && sessionOf(last);
      }),
    session: (id) =>
      transaction(({ conversations }) => {
        const row = conversations.get(id);
        return row && sessionOf(row);
      }),
    sessions: (query) =>
      transaction((tables) => ({ ...readSessions(tables, query), cursor: cursorOf(database, tables) })),
    transcript: (id, { after, limit }) =>
      transaction((tables) => read(tables, id)?.messages.slice(after, after + limit)),
    events: (after, signal) => follow(database, transaction, after, signal),
    shutdown: async () => {},
  };
}

// Parsed anew each time: what a rule changes is not what is kept until it is written.
function read(tables: Tables, conversationId: string): Conversation | undefined {
  const row = tables.conversations.get(conversationId);
  return row && JSON.parse(row.json);
}
