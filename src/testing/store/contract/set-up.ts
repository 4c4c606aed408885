import type {
  ChatInput,
  DeskEvent,
  DeskStore,
  EstablishInput,
  OutboxWork,
  ReplyInput,
  SettleInput,
} from '../../../desk/index.ts';
import { isGptBotsHumanError } from '../../../internal/error.ts';
import type { ManualClock } from '../../manual-clock.ts';
import type { Scope } from '../suite.ts';

export { times } from '../suite.ts';

/** A waiting session ends so long after it began: the waiting timeout, and what the desk adds. */
export const waitMs = 70_000;
export const leaseMs = 10_000;
export const retentionMs = 86_400_000;

/** A store with shorthands for its steps. */
export async function setUp(scope: Scope, options?: Parameters<Scope['open']>[0]) {
  const opened = await scope.open(options);
  return { ...opened, ...shorthands(opened.store, opened.clock) };
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

/** Where the events of a store end. */
export async function cursorOf(store: DeskStore): Promise<string> {
  return (await store.sessions({ limit: 1 })).cursor;
}

/** All that changed since a cursor, found with a last change that is made to be found. */
export async function eventsSince(store: DeskStore, cursor: string): Promise<DeskEvent[]> {
  const marker = `marker ${newTurn()}`;
  await store.step('chat', chatOf(marker, 'now'));
  const events: DeskEvent[] = [];
  for await (const event of store.events(cursor, AbortSignal.timeout(20_000))) {
    if (event.conversationId === marker) return events;
    if (!event.conversationId.startsWith('marker ')) events.push(event);
  }
  throw new Error(`expected the events to go on until the last change; after ${events.length} they ended`);
}

/** The error that following from a cursor ends with; its `kind` says 'no refusal' when it was followed. */
export async function refusalOf(store: DeskStore, cursor: string): Promise<object> {
  try {
    for await (const { type } of store.events(cursor, AbortSignal.timeout(10_000))) return { kind: 'no refusal', type };
    return { kind: 'no refusal' };
  } catch (error) {
    if (isGptBotsHumanError(error) && error.kind === 'cursor') return error;
    throw error;
  }
}

function shorthands(store: DeskStore, clock: ManualClock) {
  const turn = newTurn;
  const reply = (id: string, text: string) => store.step('reply', replyOf(id, text), turn());
  const settle = (work: OutboxWork | undefined, outcome: SettleInput['outcome']) =>
    store.step('settle', outcomeOf(work, outcome), turn());
  return {
    establish: (id: string, more?: Partial<EstablishInput>) => store.step('establish', establishOf(id, more), turn()),
    chat: (id: string, text: string, more?: Partial<ChatInput>) => store.step('chat', chatOf(id, text, more)),
    close: (id: string, type = 'USER_CLOSED') => store.step('close', { conversationId: id, type }),
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
