import type { Agent } from '../../desk/types.ts';
import type { Bridge } from '../bridge.ts';
import type { HeardReply, ReplyOutcome } from '../connector.ts';
import type { ChatAction, ChatAdapter, ChatMessage } from './chat-like.ts';
import { buttons } from './handoff-card.ts';
import { agentOf, heardIn, messageIdOf, nextAttempt } from './replies.ts';
import type { Rooms } from './rooms.ts';
import type { ChatSdkTexts } from './texts.ts';
import { threadOfAction } from './thread-id.ts';

// The most that adapters fetch at once. Slack's looks among the first messages of a thread, twice as many as asked for.
const maxFetched: Record<string, number> = { slack: 500, discord: 100 };
const otherMaxFetched = 50;
const maxMissed = 50;

/** What agents do in a room, handed to the bridge. */
export class AgentsSide {
  /** Set by `createBridge`. */
  bridge: Bridge | undefined;

  constructor(
    private readonly rooms: Rooms,
    private readonly texts: ChatSdkTexts,
  ) {}

  /** An agent wrote. Handed over at once: a room does not tell again. */
  async wrote(threadId: string, message: ChatMessage): Promise<void> {
    const { bridge } = this;
    if (!bridge) return;
    const { reply, word, hasLostFiles } = await this.rooms.use(threadId, (adapter) => heardIn(adapter, message));
    const agent = agentOf(message.author);
    if (word === 'close') return bridge.closed(threadId, agent);
    if (word === 'take') return this.take(bridge, threadId, agent);
    const told = reply && bridge.heard(threadId, reply);
    // The reply went its way. That its files did not is only a hint.
    if (hasLostFiles) await this.rooms.say(threadId, this.texts.noFiles).catch(() => {});
    await told;
  }

  /** An agent pressed a button. */
  async pressed(action: ChatAction): Promise<void> {
    const { bridge } = this;
    if (!bridge) return;
    const threadId = threadOfAction(action.adapter, action.threadId, action.messageId);
    const agent = agentOf(action.user);
    if (action.actionId === buttons.close) return bridge.closed(threadId, agent);
    if (action.actionId === buttons.take) return this.take(bridge, threadId, agent);
    await this.sendAgain(bridge, threadId, action.value ?? '');
  }

  /** What agents wrote lately. */
  async missed(threadId: string): Promise<HeardReply[]> {
    const messages = await this.newest(threadId);
    const replies = await this.rooms.use(threadId, (adapter) =>
      messages.flatMap((one) => heardIn(adapter, one).reply ?? []),
    );
    return replies.slice(-maxMissed);
  }

  private async take(bridge: Bridge, threadId: string, agent: Agent): Promise<void> {
    const isTheirs = await bridge.taken(threadId, agent);
    // It is theirs, whether the room shows it or not.
    if (isTheirs) await this.rooms.say(threadId, this.texts.taken(agent.name ?? this.texts.agent)).catch(() => {});
  }

  private async sendAgain(bridge: Bridge, threadId: string, value: string): Promise<void> {
    const again = readAgain(value);
    if (!again) return;
    const message = (await this.newest(threadId)).find(({ id }) => id === messageIdOf(again.id));
    const { reply } = await this.rooms.use(threadId, (adapter) => (message ? heardIn(adapter, message) : {}));
    if (!reply) return this.rooms.say(threadId, this.texts.notFound);
    // A failed one is the same reply. One that perhaps arrived is sent only because an agent wants it: that is another one.
    await bridge.heard(threadId, { ...reply, id: again.status === 'failed' ? again.id : nextAttempt(again.id) });
  }

  private async newest(threadId: string): Promise<ChatMessage[]> {
    return this.rooms.use(threadId, async (adapter: ChatAdapter) => {
      const limit = maxFetched[adapter.name] ?? otherMaxFetched;
      return (await adapter.fetchMessages(threadId, { limit })).messages;
    });
  }
}

/** What the button *Send again* carries. */
export function againValue({ id, status }: ReplyOutcome): string {
  return `${status}:${id}`;
}

function readAgain(value: string): { status: string; id: string } | undefined {
  const [, status, id] = /^(failed|unknown):(.+)$/s.exec(value) ?? [];
  return status === undefined || id === undefined ? undefined : { status, id };
}
