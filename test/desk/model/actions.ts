import {
  type Conversation,
  type DeskStore,
  type Step as Done,
  rules,
  type SettleInput,
  type StepContext,
  type Stepped,
} from 'gptbots-human/desk';
import type { History } from './history.ts';
import type { PlainStore } from './plain-store.ts';

/** What happens next in a history. `about` is for whoever has to understand a failure. */
export type Action = { about: string } & (Step | { name: 'sweep' } | { name: 'advance'; ms: number });

/** A step of a store, and the rule of the same name. */
export interface Step {
  name: keyof Operations;
  conversationId: string;
  turn: string;
  run(store: DeskStore): Promise<Stepped<string>>;
  rule(
    known: Conversation | undefined,
    context: StepContext,
  ): Done<string> & { conversation?: Conversation | undefined };
}

type Operations = Omit<typeof rules, 'sweep'>;
type InputOf<Name extends keyof Operations> = Parameters<DeskStore[Name]>[0];

const advances = [1000, 2000, 5000, 10_000, 11_000, 70_000, 600_000, 1_200_000] as const;

/** Chooses what happens next. Now and then it is what has just happened, once more. */
export function nextAction(history: History, plain: PlainStore, done: Action[]): Action {
  const { chance, pick, chats } = history;
  const last = done.at(-1);
  if (last && 'rule' in last && chance(10)) return { ...last, about: `${last.about}, again` };
  // What a sweep has found waits to be started.
  if (last?.name === 'sweep' && chance(30)) return start(history, plain, `turn ${done.length}`);
  if (chance(chats)) return chat(history);
  if (chance(20) && plain.works.length > 0) return settle(history, plain);
  if (chance(15)) return { name: 'sweep', about: '' };
  if (chance(20)) {
    const ms = pick(advances);
    return { name: 'advance', ms, about: `${ms} ms` };
  }
  return pick(others)(history, plain, `turn ${done.length}`);
}

type Choose = (history: History, plain: PlainStore, turn: string) => Action;

const others: [Choose, ...Choose[]] = [
  establish,
  reply,
  reply,
  reply,
  requestClose,
  start,
  renew,
  claim,
  claim,
  release,
  link,
  close,
];

function action<Name extends keyof Operations>(
  name: Name,
  input: InputOf<Name>,
  turn: string,
  run: (store: DeskStore) => Promise<Stepped<string>>,
): Action {
  // The operations of a store are its rules, each with the same input.
  const rule = rules[name] as unknown as (
    known: Conversation | undefined,
    input: InputOf<Name>,
    context: StepContext,
  ) => ReturnType<Step['rule']>;
  return {
    name,
    conversationId: input.conversationId,
    turn,
    run,
    rule: (known, context) => rule(known, structuredClone(input), context),
    about: `${JSON.stringify(input)} ${turn}`,
  };
}

const conversationOf = ({ conversations, number }: History) => `c${number(conversations)}`;
const agentOf = ({ number }: History) => ({ id: `agent${number(2)}` });

function chat(history: History): Action {
  const number = history.number(history.ids);
  const input = {
    conversationId: conversationOf(history),
    id: `m${number}`,
    text: `text ${number}`,
    // Not in the order of the ids, and some at the same time.
    at: 1000 * ((number * 7) % Math.ceil(history.ids * 0.8)),
  };
  return action('chat', input, '', (store) => store.chat(input));
}

function establish(history: History, _plain: PlainStore, turn: string): Action {
  const number = history.number(3);
  const input = {
    conversationId: conversationOf(history),
    key: `e${number}`,
    botId: `bot${number}`,
    user: number === 0 ? {} : { key: `user:${number}`, userId: `${number}` },
    lines: Array.from({ length: number }, (_, index) => ({
      id: `e${number}.${index}`,
      from: index % 2 === 0 ? ('user' as const) : ('bot' as const),
      text: `line ${index}`,
    })),
    at: 500 * number,
    greeting: history.chance(50) ? { id: `e${number}.greeting`, text: 'Hi' } : undefined,
  };
  return action('establish', input, turn, (store) => store.establish(input, turn));
}

function close(history: History): Action {
  const input = { conversationId: conversationOf(history), type: history.pick(['TIMEOUT', 'USER_CLOSED']) };
  return action('close', input, '', (store) => store.close(input));
}

function reply(history: History, _plain: PlainStore, turn: string): Action {
  const number = history.number(history.ids);
  const input = {
    conversationId: conversationOf(history),
    // Some are ids of messages that are no replies.
    id: history.chance(95) ? `r${number}` : `m${number}`,
    text: history.chance(90) ? `reply ${number}` : 'another text',
    agent: history.chance(50) ? agentOf(history) : undefined,
  };
  return action('reply', input, turn, (store) => store.reply(input, turn));
}

function requestClose(history: History, _plain: PlainStore, turn: string): Action {
  const farewell = { id: `bye ${turn}`, text: 'Bye', agent: agentOf(history) };
  const input = { conversationId: conversationOf(history), farewell: history.chance(50) ? farewell : undefined };
  return action('requestClose', input, turn, (store) => store.requestClose(input, turn));
}

function settle(history: History, { works }: PlainStore): Action {
  // Mostly of what is being sent, but also of what was long ago.
  const work = history.chance(80) ? works.at(-1) : works[history.number(works.length)];
  if (!work) throw new Error('expected something to settle');
  const outcome: SettleInput['outcome'] = history.pick(['sent', 'sent', 'failed', 'unknown']);
  const input = { conversationId: work.conversationId, entry: work.entry, turn: work.turn, outcome };
  const turn = `after ${work.turn} ${history.number(1000)}`;
  return action('settle', input, turn, (store) => store.settle(input, turn));
}

function start(history: History, _plain: PlainStore, turn: string): Action {
  const input = { conversationId: conversationOf(history) };
  return action('start', input, turn, (store) => store.start(input, turn));
}

function renew(history: History, { works }: PlainStore): Action {
  const turn = works.at(-history.number(3) - 1)?.turn ?? 'of nobody';
  const input = { conversationId: conversationOf(history), turn };
  return action('renew', input, '', (store) => store.renew(input));
}

function claim(history: History): Action {
  const from = history.chance(50) ? agentOf(history).id : undefined;
  const input = { conversationId: conversationOf(history), agent: agentOf(history), from };
  return action('claim', input, '', (store) => store.claim(input));
}

function release(history: History): Action {
  const input = { conversationId: conversationOf(history), agentId: agentOf(history).id };
  return action('release', input, '', (store) => store.release(input));
}

function link(history: History): Action {
  const input = { conversationId: conversationOf(history), ref: `ticket ${history.number(2)}` };
  return action('link', input, '', (store) => store.link(input));
}
