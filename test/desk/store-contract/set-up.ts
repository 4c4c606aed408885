import type {
  ChatInput,
  DeskEvent,
  DeskStore,
  EstablishInput,
  OutboxWork,
  ReplyInput,
  SettleInput,
} from 'gptbots-human/desk';
import { type ManualClock, manualClock } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';

/** Makes an empty store that nobody has opened yet, and says how to do away with it. */
export type MakeStore = (options?: {
  retentionMs?: number;
  eventsMax?: number;
}) => Promise<{ store: DeskStore; close(): Promise<void> }>;

/** The times of every store of the suite. */
export const times = { waitTimeoutMs: 60_000, idleTimeoutMs: 3_600_000 };
/** A waiting session ends so long after it began: the waiting timeout, and what the desk adds. */
export const waitMs = 70_000;
export const leaseMs = 10_000;
export const retentionMs = 86_400_000;

const startAt = 1_750_000_000_000;

/** A store on a clock that stands still; ended when the test is over. */
export async function setUp(make: MakeStore, options?: Parameters<MakeStore>[0]) {
  const { store, close } = await make(options);
  onTestFinished(async () => {
    await store.shutdown();
    await close();
  });
  const clock = manualClock(startAt);
  store.open({ ...times, clock });
  return { store, clock, ...shorthands(store, clock) };
}

/** The next turn that nobody had before. */
export const newTurn = () => `turn-${++turns}`;
let turns = 0;

export function establishOf(conversationId: string, more: Partial<EstablishInput> = {}): EstablishInput {
  return {
    conversationId,
    key: `establish of ${conversationId}`,
    botId: 'bot-1',
    user: {},
    lines: [],
    at: 1000,
    greeting: undefined,
    ...more,
  };
}

export function chatOf(conversationId: string, text: string, more: Partial<ChatInput> = {}): ChatInput {
  return { conversationId, id: `chat ${text}`, text, at: 2000, ...more };
}

export function replyOf(conversationId: string, text: string, more: Partial<ReplyInput> = {}): ReplyInput {
  return { conversationId, id: `reply ${text}`, text, agent: undefined, ...more };
}

/** What became of some work. */
export function outcomeOf(work: OutboxWork | undefined, outcome: SettleInput['outcome']): SettleInput {
  if (!work) throw new Error('expected the store to have given something to send');
  const { conversationId, entry, turn } = work;
  return { conversationId, entry, turn, outcome };
}

/** What was stored of a conversation, as an agent reads it. */
export async function recorded(store: DeskStore, conversationId: string) {
  const messages = await store.transcript(conversationId, { after: 0, limit: 1000 });
  return { session: await store.session(conversationId), messages };
}

/** All that changed since a cursor, found with a last change that is made to be found. */
export async function eventsSince(store: DeskStore, cursor: string): Promise<DeskEvent[]> {
  const marker = `marker ${newTurn()}`;
  await store.chat(chatOf(marker, 'now'));
  const events: DeskEvent[] = [];
  for await (const event of store.events(cursor, AbortSignal.timeout(10_000))) {
    if (event.conversationId === marker) return events;
    events.push(event);
  }
  throw new Error(`expected the events to go on until the last change; after ${events.length} they ended`);
}

function shorthands(store: DeskStore, clock: ManualClock) {
  const turn = newTurn;
  const reply = (id: string, text: string) => store.reply(replyOf(id, text), turn());
  const settle = (work: OutboxWork | undefined, outcome: SettleInput['outcome']) =>
    store.settle(outcomeOf(work, outcome), turn());
  return {
    establish: (id: string, more?: Partial<EstablishInput>) => store.establish(establishOf(id, more), turn()),
    chat: (id: string, text: string, more?: Partial<ChatInput>) => store.chat(chatOf(id, text, more)),
    close: (id: string, type = 'USER_CLOSED') => store.close({ conversationId: id, type }),
    reply,
    settle,
    /** A reply that GPTBots took. */
    answer: async (id: string, text: string) => settle((await reply(id, text)).work, 'sent'),
    sweepAfter: async (ms: number) => {
      await clock.advance(ms);
      return store.sweep();
    },
  };
}
