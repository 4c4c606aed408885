import { createSlackAdapter, type SlackAdapterConfig } from '@chat-adapter/slack';
import { createMemoryState } from '@chat-adapter/state-memory';
import { type Adapter, Chat, ConsoleLogger } from 'chat';
import { type ChatSdkOptions, chatSdkConnector } from 'gptbots-human/chat-sdk';
import type { ConnectedRoom, Room, RoomThread } from 'gptbots-human/testing/bridge';
import { outcomesOf, over } from './outcomes.ts';
import { buttonsOf, type SlackMessage, SlackStandIn, signingSecret, slackText } from './slack-stand-in.ts';

export const slackChannel = 'C0SUPPORT';

const nothing = () => {};
// Slack's own client logs for itself.
const silentClient: NonNullable<NonNullable<SlackAdapterConfig['webClientOptions']>['logger']> = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  // An enum of a package that is none of ours.
  getLevel: () => 'error' as never,
};

/** A `Chat` with the real adapter of Slack, on a stand-in of its API. */
export function slackChat(slack: SlackStandIn) {
  const adapter = createSlackAdapter({
    apiUrl: slack.apiUrl,
    botToken: 'xoxb-token',
    signingSecret,
    logger: new ConsoleLogger('silent'),
    webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: silentClient },
  });
  const chat = new Chat({
    userName: 'support',
    // Its types are not made for exactOptionalPropertyTypes.
    adapters: { slack: adapter as Adapter },
    state: createMemoryState(),
    concurrency: 'concurrent',
    // Repeats reach the bridge.
    dedupeTtlMs: 1,
    logger: 'silent',
  });
  slack.receive = (request) => chat.webhooks.slack(request);
  return chat;
}

/** Slack as a room of agents. */
export async function slackRoom(
  options: Partial<ChatSdkOptions> = {},
): Promise<ConnectedRoom & { slack: SlackStandIn; chat: Chat }> {
  const slack = await new SlackStandIn().start();
  const chat = slackChat(slack);
  const connector = chatSdkConnector(chat, { channel: `slack:${slackChannel}`, ...options });
  const close = async () => {
    await slack.close();
    await chat.shutdown();
  };
  return { connector, room: roomOf(slack), slack, chat, close };
}

function roomOf(slack: SlackStandIn): Room {
  const rootOf = (ref: string) => {
    const root = slack.messages.find((one) => refOf(one) === ref);
    if (!root) throw new Error('There is no such thread.');
    return root;
  };
  return {
    threads: async () =>
      slack.messages.filter((one) => !one.thread_ts && one.bot_id).map((root) => threadOf(slack, root)),
    async write(ref, { text, agent, told }) {
      const user = userOf(slack, agent);
      const given = { channel: slackChannel, thread_ts: rootOf(ref).ts, user, text };
      return (await slack.write(given, told)).ts;
    },
    async repeat(_ref, id) {
      const message = slack.messages.find(({ ts }) => ts === id);
      if (message) await slack.tell(message);
    },
    close: (ref, agent) => slack.press(rootOf(ref), 'gptbots_close', userOf(slack, agent)),
    take: (ref, agent) => slack.press(rootOf(ref), 'gptbots_take', userOf(slack, agent)),
    async remove(ref) {
      const thread = slack.thread(slackChannel, rootOf(ref).ts);
      slack.messages.splice(0, Number.POSITIVE_INFINITY, ...slack.messages.filter((one) => !thread.includes(one)));
    },
    fail: (how) => slack.failing.fail(how),
    heal: () => slack.failing.heal(),
  };
}

function refOf({ channel, ts, thread_ts }: SlackMessage): string {
  return `slack:${channel}:${thread_ts ?? ts}`;
}

function userOf(slack: SlackStandIn, agent: string): string {
  const user = `U0${agent.toUpperCase()}`;
  slack.users.set(user, agent);
  return user;
}

function threadOf(slack: SlackStandIn, root: SlackMessage): RoomThread {
  const shown = slack.thread(root.channel, root.ts).map((one) => ({
    id: one.ts,
    text: slackText(one),
    isBot: one.bot_id !== undefined,
    hasTick: one.reactions.has('white_check_mark'),
    button: buttonsOf(one)[0]?.value,
  }));
  const texts = shown.map(({ text }) => text);
  return { ref: refOf(root), texts, isClosed: texts.at(-1)?.includes(over) ?? false, outcomes: outcomesOf(shown) };
}
