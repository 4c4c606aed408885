import { createDiscordAdapter } from '@chat-adapter/discord';
import { createMemoryState } from '@chat-adapter/state-memory';
import { type Adapter, Chat, ConsoleLogger } from 'chat';
import { type ChatSdkOptions, chatSdkConnector } from 'gptbots-human/chat-sdk';
import type { ConnectedRoom, Room, RoomThread } from 'gptbots-human/testing/bridge';
import {
  botToken,
  botUser,
  DiscordStandIn,
  discordButton,
  discordText,
  guild,
  publicKeyHex,
  textChannel,
} from './discord-stand-in.ts';
import { outcomesOf, over } from './outcomes.ts';

export const discordChannel = `discord:${guild}:${textChannel}`;

/** A `Chat` with the real adapter of Discord, on a stand-in of its API. */
export function discordChat(discord: DiscordStandIn) {
  const adapter = createDiscordAdapter({
    apiUrl: discord.apiUrl,
    botToken,
    applicationId: botUser.id,
    publicKey: publicKeyHex,
    logger: new ConsoleLogger('silent'),
  });
  const chat = new Chat({
    userName: 'support',
    // Its types are not made for exactOptionalPropertyTypes.
    adapters: { discord: adapter as Adapter },
    state: createMemoryState(),
    concurrency: 'concurrent',
    // Repeats reach the bridge.
    dedupeTtlMs: 1,
    logger: 'silent',
  });
  discord.receive = (request) => chat.webhooks.discord(request);
  return chat;
}

/** Discord as a room of agents. */
export async function discordRoom(
  options: Partial<ChatSdkOptions> = {},
): Promise<ConnectedRoom & { discord: DiscordStandIn }> {
  const discord = await new DiscordStandIn().start();
  const chat = discordChat(discord);
  const connector = chatSdkConnector(chat, { channel: discordChannel, ...options });
  const close = async () => {
    await discord.close();
    await chat.shutdown();
  };
  return { connector, room: roomOf(discord), discord, close };
}

function roomOf(discord: DiscordStandIn): Room {
  const idOf = (ref: string) => ref.split(':')[3] ?? '';
  const rootOf = (ref: string) => {
    const root = discord.messages.find(({ id }) => id === idOf(ref));
    if (!root) throw new Error('There is no such thread.');
    return root;
  };
  return {
    threads: async () => [...discord.threads].map((id) => threadOf(discord, id)),
    // The answer to an event comes when the reply has its outcome.
    async write(ref, { text, agent, told }) {
      const message = await discord.write(idOf(ref), agent, text, {}, false);
      if (told !== false) void discord.tell(message);
      return message.id;
    },
    async repeat(_ref, id) {
      const message = discord.messages.find((one) => one.id === id);
      if (message) void discord.tell(message);
    },
    close: (ref, agent) => discord.press(rootOf(ref), 'Close', agent),
    take: (ref, agent) => discord.press(rootOf(ref), 'Take', agent),
    remove: async (ref) => discord.remove(idOf(ref)),
    fail: (how) => discord.failing.fail(how),
    heal: () => discord.failing.heal(),
  };
}

function threadOf(discord: DiscordStandIn, id: string): RoomThread {
  const messages = discord.messages.filter((one) => one.channel_id === id || one.id === id);
  const shown = messages.map((one) => ({
    id: one.id,
    text: discordText(one),
    isBot: one.author.bot === true,
    hasTick: one.reactions.has('✅'),
    button: discordButton(one),
  }));
  const texts = shown.map(({ text }) => text);
  const isClosed = texts.at(-1)?.includes(over) ?? false;
  return { ref: `${discordChannel}:${id}`, texts, isClosed, outcomes: outcomesOf(shown) };
}
