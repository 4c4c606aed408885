import type { Agent, Session } from '../../desk/types.ts';
import type { Bridge } from '../bridge.ts';
import type { HeardReply, ReplyOutcome } from '../connector.ts';
import type { ChatAction, ChatAdapter, ChatMessage } from './chat-like.ts';
import { buttons } from './handoff-card.ts';
import { agentOf, heardIn, messageIdOf, nextAttempt } from './replies.ts';
import type { Rooms } from './rooms.ts';
import type { ChatSdkTexts } from './texts.ts';
import { threadOfAction } from './thread-id.ts';
import { whileOpen } from './while-open.ts';

// The most that adapters fetch at once. Slack's looks among the first messages of a thread, twice as many as asked for.
const maxFetched: Record<string, number> = { slack: 500, discord: 100 };
const otherMaxFetched = 50;
const maxMissed = 50;
// How long an adapter may take to read a message: Slack's waits 2 s for the preview of a link.
const readingMs = 60_000;
const maxHanded = 10_000;

/** What agents do in a room, handed to the bridge. */
export class AgentsSide {
  /** Set by `createBridge`. */
  bridge: Bridge | undefined;
  // What was handed to the bridge. Oldest first.
  private readonly handed = new Set<string>();

  constructor(
    private readonly rooms: Rooms,
    private readonly texts: ChatSdkTexts,
  ) {}

  /** An agent wrote. Handed over before this returns: a room does not tell again, and the next message may follow. */
  wrote(threadId: string, message: ChatMessage): Promise<void> {
    const { bridge } = this;
    const { reply, word, hasLostFiles } = heardIn(this.rooms.adapterOf(threadId), message);
    if (!bridge) return Promise.resolve();
    const agent = agentOf(message.author);
    if (word === 'close') return this.close(bridge, threadId, agent);
    if (word === 'take') return this.take(bridge, threadId, agent);
    const told = reply ? this.hand(bridge, threadId, reply) : Promise.resolve();
    if (!hasLostFiles) return told;
    // The reply went its way. That its files did not is only a hint.
    const hint = this.rooms.say(threadId, this.texts.noFiles).catch(() => {});
    return Promise.all([told, hint]).then(() => {});
  }

  /** An agent pressed a button. */
  async pressed(action: ChatAction): Promise<void> {
    const { bridge } = this;
    if (!bridge) return;
    const threadId = threadOfAction(action.adapter, action.threadId, action.messageId);
    const agent = agentOf(action.user);
    if (action.actionId === buttons.close) return this.close(bridge, threadId, agent);
    if (action.actionId === buttons.take) return this.take(bridge, threadId, agent);
    await this.sendAgain(bridge, threadId, action.value ?? '');
  }

  /** What agents wrote lately. */
  async missed(threadId: string, session: Session): Promise<HeardReply[]> {
    const messages = whileOpen(await this.newest(threadId), session, this.texts);
    const replies = this.repliesIn(threadId, messages).slice(-maxMissed);
    for (const { id } of replies) this.remember(threadId, id);
    return replies;
  }

  /** Hands over what was written just now and is still being read; its outcome comes later. */
  async catchUp(threadId: string): Promise<void> {
    if (this.bridge) await this.handRest(this.bridge, threadId);
  }

  // The adapter reads messages one beside the other: one that was written before may come after.
  private async close(bridge: Bridge, threadId: string, agent: Agent): Promise<void> {
    const told = await this.handRest(bridge, threadId);
    await Promise.all([...told, bridge.closed(threadId, agent)]);
  }

  private async handRest(bridge: Bridge, threadId: string): Promise<Promise<void>[]> {
    // Without it, the thread is closed all the same.
    const messages = await this.newest(threadId).catch(() => []);
    const since = (messages.at(-1)?.metadata.dateSent.getTime() ?? 0) - readingMs;
    const recent = messages.filter(({ metadata }) => metadata.dateSent.getTime() >= since);
    const replies = this.repliesIn(threadId, recent);
    return replies
      .filter(({ id }) => !this.handed.has(keyOf(threadId, id)))
      .map((reply) => this.hand(bridge, threadId, reply));
  }

  private hand(bridge: Bridge, threadId: string, reply: HeardReply): Promise<void> {
    this.remember(threadId, reply.id);
    return bridge.heard(threadId, reply);
  }

  private remember(threadId: string, id: string): void {
    this.handed.add(keyOf(threadId, id));
    const [oldest] = this.handed;
    if (this.handed.size > maxHanded && oldest !== undefined) this.handed.delete(oldest);
  }

  private repliesIn(threadId: string, messages: ChatMessage[]): HeardReply[] {
    const adapter = this.rooms.adapterOf(threadId);
    return messages.flatMap((one) => heardIn(adapter, one).reply ?? []);
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
    const reply = message && heardIn(this.rooms.adapterOf(threadId), message).reply;
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

function keyOf(threadId: string, id: string): string {
  return JSON.stringify([threadId, id]);
}

/** What the button *Send again* carries. */
export function againValue({ id, status }: ReplyOutcome): string {
  return `${status}:${id}`;
}

function readAgain(value: string): { status: string; id: string } | undefined {
  const [, status, id] = /^(failed|unknown):(.+)$/s.exec(value) ?? [];
  return status === undefined || id === undefined ? undefined : { status, id };
}
