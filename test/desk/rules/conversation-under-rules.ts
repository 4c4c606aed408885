import type { Message, OutboxWork, SettleInput } from 'gptbots-human/desk';
import type { Head } from '../../../src/desk/rules/head.ts';
import { rules } from '../../../src/desk/rules/index.ts';
import type { StepContext } from '../../../src/desk/rules/step.ts';
import { noReminders } from '../../../src/desk/rules/waiting.ts';
import { asSession } from '../../../src/testing/store/model/as-session.ts';
import { PlainMessages } from '../../../src/testing/store/model/plain-messages.ts';

export const times = {
  ...noReminders,
  waitTimeoutMs: 60_000,
  idleTimeoutMs: 86_400_000,
  orphanTimeoutMs: 3_600_000,
  leaseMs: 10_000,
};

/** One conversation, the rules, and a time that is moved by hand. */
export function conversationUnderRules() {
  const messages = new PlainMessages();
  const conversation: { head: Head | undefined; messages: PlainMessages } = { head: undefined, messages };
  let turns = 0;
  const conversationId = 'c';
  const clock = { now: 1_000_000 };
  const context = (turn = `turn ${++turns}`): StepContext => ({ ...times, now: clock.now, turn });
  const known = () => {
    if (conversation.head) return conversation.head;
    throw new Error('expected the rules to have made a conversation');
  };

  return {
    clock,
    context,
    get session() {
      return asSession(known().session);
    },
    get messages(): Message[] {
      return messages.all;
    },
    /** The texts as they are shown. */
    get shown() {
      return messages.all.toSorted((a, b) => a.order - b.order || a.seq - b.seq).map(({ text }) => text);
    },
    get statuses() {
      return messages.all.map(({ text, status }) => `${text}: ${status}`);
    },
    establish: ({ key = 'e', lines = [] as string[], greeting = '', botId = 'bot' } = {}, turn?: string) =>
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
    chat: (text: string, at: number = clock.now) =>
      rules.chat(conversation, { conversationId, id: `${text} at ${at}`, text, at }, context()),
    close: (type = 'USER_CLOSED') => rules.close(conversation, { conversationId, type }, context()),
    reply: (text: string, { id = `reply ${text}`, turn = undefined as string | undefined } = {}) =>
      rules.reply(conversation, { conversationId, id, text, agent: { id: 'ann' } }, context(turn)),
    withdraw: (text: string) => rules.withdraw(conversation, { conversationId, id: `reply ${text}` }, context()),
    requestClose: (farewell?: string, turn?: string, evenIfRefused = false) =>
      rules.requestClose(
        conversation,
        {
          conversationId,
          farewell: farewell ? { id: 'bye', text: farewell, agent: undefined } : undefined,
          evenIfRefused,
        },
        context(turn),
      ),
    settle: (work: OutboxWork | undefined, outcome: SettleInput['outcome'], turn?: string) => {
      if (!work) throw new Error('expected the rules to have given something to send');
      const input = { conversationId, entry: work.entry, turn: work.turn, outcome };
      return rules.settle(conversation, input, context(turn));
    },
    start: () => rules.start(conversation, { conversationId }, context()),
    renew: (work: OutboxWork | undefined) =>
      rules.renew(conversation, { conversationId, turn: work?.turn ?? '' }, context()),
    sweepAfter: (ms: number) => {
      clock.now += ms;
      return rules.sweep(conversation, { conversationId }, context());
    },
    claim: (id: string, from?: string, name?: string) =>
      rules.claim(conversation, { conversationId, agent: name ? { id, name } : { id }, from }, context()),
    release: (agentId: string) => rules.release(conversation, { conversationId, agentId }, context()),
  };
}
