import type { Session } from '../../desk/types.ts';
import { inputError } from '../../internal/options.ts';
import { readField } from '../../internal/thrown.ts';
import type { ChatAdapter, ChatLike } from './chat-like.ts';
import type { ChatSdkTexts } from './texts.ts';

/** Options of `chatSdkConnector`. */
export interface ChatSdkOptions {
  /** Where handoffs are posted: `slack:C0123456789`, `discord:<guild>:<channel>`, `gchat:spaces/…`, `teams:…`. */
  channel: string | undefined;
  /** Another channel for some of them; undefined: `channel`. With it, every subscribed thread of this `Chat` counts as a conversation. */
  channelFor?: ((session: Session) => string | undefined) | undefined;
  /** Replaces words that agents are shown. @default English */
  texts?: Partial<ChatSdkTexts> | undefined;
}

/**
 * Throws kind `input` when the bridge could not work, or would lose messages, with this `Chat`.
 *
 * @returns the channel
 */
export function checkOptions(chat: ChatLike, options: ChatSdkOptions): string {
  if (
    typeof readField(chat, 'onSubscribedMessage') !== 'function' ||
    typeof readField(chat, 'getAdapter') !== 'function'
  )
    throw inputError("chatSdkConnector takes a Chat of the npm package 'chat' first, and then its options.");
  if (typeof options?.channel !== 'string' || options.channel === '')
    throw inputError("options.channel is missing: the channel that handoffs are posted to, as 'slack:C0123456789'.");
  if (options.channelFor !== undefined && typeof options.channelFor !== 'function')
    throw inputError('options.channelFor: expected a function.');
  adapterOfChannel(chat, options.channel);
  checkConcurrency(chat);
  return options.channel;
}

const rooms: Record<string, RegExp> = {
  slack: /^slack:[^:]+$/,
  discord: /^discord:[^:]+:[^:]+$/,
  gchat: /^gchat:spaces\/[^:]+$/,
  teams: /^teams:[^:]+:[^:]+(:[^:]+)?$/,
};

/** Whether a channel or thread is in a room that agents of a bridge may sit in. */
export function isInRoom(threadId: string): boolean {
  return Object.hasOwn(rooms, nameIn(threadId));
}

function nameIn(threadId: string): string {
  return threadId.split(':', 1)[0] ?? '';
}

/** The adapter of a channel or thread. Throws kind `input` when there is none. */
export function adapterOf(chat: ChatLike, channel: string): ChatAdapter {
  const name = nameIn(channel);
  if (!isInRoom(channel))
    throw inputError(
      `No agents' room of this name: ${JSON.stringify(name)}. A channel begins with 'slack:', 'teams:', 'gchat:' or 'discord:'.`,
    );
  const adapter = chat.getAdapter(name);
  if (!adapter)
    throw inputError(`The Chat has no adapter for ${JSON.stringify(channel)}: pass it as adapters: { ${name}: … }.`);
  return adapter;
}

/** The adapter of a channel that handoffs are posted to. Throws kind `input` when it is no channel. */
export function adapterOfChannel(chat: ChatLike, channel: string): ChatAdapter {
  const adapter = adapterOf(chat, channel);
  if (rooms[adapter.name]?.test(channel) === false)
    throw inputError(`Not a channel of ${adapter.name}: ${JSON.stringify(channel)}. ${shapes[adapter.name]}`);
  return adapter;
}

const shapes: Record<string, string> = {
  slack: "Expected 'slack:C0123456789'.",
  discord: "Expected 'discord:<guild>:<channel>', without a thread.",
  gchat: "Expected 'gchat:spaces/AAAA1234567'.",
  teams:
    'Expected the `channelId` of a thread in it, or what `adapter.encodeThreadId({ conversationId, serviceUrl })` gives.',
};

// `chat` has no getter for it, and TypeScript's `private` is an ordinary field.
function checkConcurrency(chat: ChatLike): void {
  const strategy = readField(chat, '_concurrencyStrategy');
  if (strategy === 'concurrent') return;
  if (typeof strategy === 'string')
    throw inputError(
      `This Chat has concurrency ${JSON.stringify(strategy)}, which throws messages away that arrive close to each other. ` +
        "Make it with new Chat({ …, concurrency: 'concurrent' }).",
    );
  chat
    .getLogger?.('gptbots-human')
    .warn(
      "The concurrency of this Chat cannot be read. Agents' messages are lost unless it was made with concurrency: 'concurrent'.",
    );
}
