import { type Conversation, type OutboxWork, rules, type SettleInput, type StepContext } from 'gptbots-human/desk';
import { asSession } from '../model/as-session.ts';

export const times = { waitTimeoutMs: 60_000, idleTimeoutMs: 86_400_000, leaseMs: 10_000 };

/** One conversation, the rules, and a time that is moved by hand. */
export function conversationUnderRules() {
  let conversation: Conversation | undefined;
  let turns = 0;
  const conversationId = 'c';
  const clock = { now: 1_000_000 };
  const context = (turn = `turn ${++turns}`): StepContext => ({ ...times, now: clock.now, turn });
  const kept = <Step extends { conversation?: Conversation | undefined }>(step: Step): Omit<Step, 'conversation'> => {
    conversation = step.conversation;
    const { conversation: _, ...rest } = step;
    return rest;
  };
  const known = () => {
    if (conversation) return conversation;
    throw new Error('expected the rules to have made a conversation');
  };

  return {
    clock,
    context,
    get session() {
      return asSession(known().session);
    },
    get messages() {
      return known().messages;
    },
    /** The texts as they are shown. */
    get shown() {
      return known()
        .messages.toSorted((a, b) => a.order - b.order || a.seq - b.seq)
        .map(({ text }) => text);
    },
    get statuses() {
      return known().messages.map(({ text, status }) => `${text}: ${status}`);
    },
    establish: ({ key = 'e', lines = [] as string[], greeting = '', botId = 'bot' } = {}, turn?: string) =>
      kept(
        rules.establish(
          conversation,
          {
            conversationId,
            key,
            botId,
            user: {},
            lines: lines.map((text, index) => ({ id: `${key}.${index}`, from: 'user', text })),
            at: 500_000,
            greeting: greeting ? { id: `${key}.greeting`, text: greeting } : undefined,
          },
          context(turn),
        ),
      ),
    chat: (text: string, at: number = clock.now) =>
      kept(rules.chat(conversation, { conversationId, id: `${text} at ${at}`, text, at }, context())),
    close: (type = 'USER_CLOSED') => kept(rules.close(conversation, { conversationId, type }, context())),
    reply: (text: string, { id = `reply ${text}`, turn = undefined as string | undefined } = {}) =>
      kept(rules.reply(conversation, { conversationId, id, text, agent: { id: 'ann' } }, context(turn))),
    requestClose: (farewell?: string, turn?: string) =>
      kept(
        rules.requestClose(
          conversation,
          { conversationId, farewell: farewell ? { id: 'bye', text: farewell, agent: undefined } : undefined },
          context(turn),
        ),
      ),
    settle: (work: OutboxWork | undefined, outcome: SettleInput['outcome'], turn?: string) => {
      if (!work) throw new Error('expected the rules to have given something to send');
      const input = { conversationId, entry: work.entry, turn: work.turn, outcome };
      return kept(rules.settle(conversation, input, context(turn)));
    },
    start: () => kept(rules.start(conversation, undefined, context())),
    renew: (work: OutboxWork | undefined) => kept(rules.renew(conversation, { turn: work?.turn ?? '' }, context())),
    sweepAfter: (ms: number) => {
      clock.now += ms;
      return kept(rules.sweep(conversation, undefined, context()));
    },
    claim: (id: string, from?: string) => kept(rules.claim(conversation, { agent: { id }, from }, context())),
    release: (agentId: string) => kept(rules.release(conversation, { agentId }, context())),
  };
}
