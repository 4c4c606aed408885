import type { DeskStore, SettleInput, StepInput, StepName, Stepped, Step as StepResult } from '../../../desk/index.ts';
import { rules } from '../../../desk/rules/index.ts';
import type { Conversation, StepContext } from '../../../desk/rules/step.ts';
import type { History } from './history.ts';
import type { PlainStore } from './plain-store.ts';

/** What happens next in a history. `about` is for whoever has to understand a failure. */
export type ModelAction = { about: string } & (ModelStep | { name: 'sweep' } | { name: 'advance'; ms: number });

/** A step of a store, and the rule of the same name. */
export interface ModelStep {
  name: StepName;
  conversationId: string;
  turn: string;
  run(store: DeskStore): Promise<Stepped<string>>;
  rule(conversation: Conversation, context: StepContext): StepResult<string>;
}

const advances = [1000, 2000, 5000, 10_000, 11_000, 70_000, 600_000, 1_200_000] as const;

/** Chooses what happens next. Now and then it is what has just happened, once more. */
export function nextAction(history: History, plain: PlainStore, done: ModelAction[]): ModelAction {
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

type Choose = (history: History, plain: PlainStore, turn: string) => ModelAction;

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
  label,
  label,
  greet,
  close,
];

function action<Name extends StepName>(
  name: Name,
  input: StepInput<Name>,
  turn: string,
  run: (store: DeskStore) => Promise<Stepped<string>>,
): ModelAction {
  // The operations of a store are its rules, each with the same input.
  const rule = rules[name] as unknown as (
    conversation: Conversation,
    input: StepInput<Name>,
    context: StepContext,
  ) => ReturnType<ModelStep['rule']>;
  return {
    name,
    conversationId: input.conversationId,
    turn,
    run,
    rule: (conversation, context) => rule(conversation, structuredClone(input), context),
    about: `${JSON.stringify(input)} ${turn}`,
  };
}

const conversationOf = ({ conversations, number }: History) => `c${number(conversations)}`;
const labelOf = ({ number }: History) => `label ${number(3)}`;
const agentOf = ({ number }: History) => ({ id: `agent${number(2)}` });

function chat(history: History): ModelAction {
  const number = history.number(history.ids);
  const input = {
    conversationId: conversationOf(history),
    id: `m${number}`,
    text: `text ${number}`,
    // Not in the order of the ids, and some at the same time.
    at: 1000 * ((number * 7) % Math.ceil(history.ids * 0.8)),
  };
  return action('chat', input, '', (store) => store.step('chat', input));
}

function establish(history: History, _plain: PlainStore, turn: string): ModelAction {
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
    labels: history.chance(30) ? [labelOf(history)] : [],
    channel: history.chance(50) ? { type: 'WIDGET', name: `shop ${number}` } : {},
    greeting: history.chance(50) ? { id: `e${number}.greeting`, text: 'Hi' } : undefined,
    turnAway: history.chance(10) ? { id: `e${number}.turned-away`, text: 'Come again' } : undefined,
  };
  return action('establish', input, turn, (store) => store.step('establish', input, turn));
}

function close(history: History): ModelAction {
  const input = { conversationId: conversationOf(history), type: history.pick(['TIMEOUT', 'USER_CLOSED']) };
  return action('close', input, '', (store) => store.step('close', input));
}

function reply(history: History, _plain: PlainStore, turn: string): ModelAction {
  const number = history.number(history.ids);
  const input = {
    conversationId: conversationOf(history),
    // Some are ids of messages that are no replies.
    id: history.chance(95) ? `r${number}` : `m${number}`,
    text: history.chance(90) ? `reply ${number}` : 'another text',
    from: history.chance(85) ? ('agent' as const) : ('system' as const),
    agent: history.chance(50) ? agentOf(history) : undefined,
  };
  return action('reply', input, turn, (store) => store.step('reply', input, turn));
}

function requestClose(history: History, _plain: PlainStore, turn: string): ModelAction {
  const farewell = { id: `bye ${turn}`, text: 'Bye', agent: agentOf(history) };
  const input = {
    conversationId: conversationOf(history),
    farewell: history.chance(50) ? farewell : undefined,
    evenIfRefused: history.chance(30),
  };
  return action('requestClose', input, turn, (store) => store.step('requestClose', input, turn));
}

function settle(history: History, { works }: PlainStore): ModelAction {
  // Mostly of what is being sent, but also of what was long ago.
  const work = history.chance(80) ? works.at(-1) : works[history.number(works.length)];
  if (!work) throw new Error('expected something to settle');
  const outcome: SettleInput['outcome'] =
    work.entry === 0 && history.chance(30) ? 'refused' : history.pick(['sent', 'sent', 'failed', 'unknown']);
  const input = { conversationId: work.conversationId, entry: work.entry, turn: work.turn, outcome };
  const turn = `after ${work.turn} ${history.number(1000)}`;
  return action('settle', input, turn, (store) => store.step('settle', input, turn));
}

function start(history: History, _plain: PlainStore, turn: string): ModelAction {
  const input = { conversationId: conversationOf(history) };
  return action('start', input, turn, (store) => store.step('start', input, turn));
}

function renew(history: History, { works }: PlainStore): ModelAction {
  const turn = works.at(-history.number(3) - 1)?.turn ?? 'of nobody';
  const input = { conversationId: conversationOf(history), turn };
  return action('renew', input, '', (store) => store.step('renew', input));
}

function claim(history: History): ModelAction {
  const from = history.chance(50) ? agentOf(history).id : undefined;
  const input = { conversationId: conversationOf(history), agent: agentOf(history), from };
  return action('claim', input, '', (store) => store.step('claim', input));
}

function release(history: History): ModelAction {
  const input = { conversationId: conversationOf(history), agentId: agentOf(history).id };
  return action('release', input, '', (store) => store.step('release', input));
}

function label(history: History): ModelAction {
  const input = {
    conversationId: conversationOf(history),
    add: history.chance(60) ? [labelOf(history), labelOf(history)] : [],
    remove: history.chance(50) ? [labelOf(history)] : [],
  };
  return action('label', input, '', (store) => store.step('label', input));
}

function greet(history: History, _plain: PlainStore, turn: string): ModelAction {
  const input = { conversationId: conversationOf(history), id: `greeting ${history.number(2)}`, text: 'Hello' };
  return action('greet', input, turn, (store) => store.step('greet', input, turn));
}

function link(history: History): ModelAction {
  const input = { conversationId: conversationOf(history), ref: `ticket ${history.number(2)}` };
  return action('link', input, '', (store) => store.step('link', input));
}
