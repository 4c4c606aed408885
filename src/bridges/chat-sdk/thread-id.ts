import { readField } from '../../internal/thrown.ts';
import { AdapterFailure } from './adapter-failure.ts';
import type { ChatAdapter, ChatPosted } from './chat-like.ts';

/**
 * The thread below a message that was posted into a channel. Discord has none until one is made. Making it again gives
 * the same one.
 *
 * @param title shown in the list of threads, where the room has one
 * @returns its id
 */
export async function threadBelow(
  adapter: ChatAdapter,
  channel: string,
  posted: ChatPosted,
  title: string,
): Promise<string> {
  // Slack's adapter gives the thread itself.
  if (posted.threadId !== channel) return posted.threadId;
  if (adapter.name === 'discord') await makeDiscordThread(adapter, channel, posted.id);
  const thread = threadOf(adapter, channel, posted.id, readField(readField(posted.raw, 'thread'), 'name'));
  // Discord's has the time for a name until then. It is no worse a thread without the title.
  await adapter.setThreadTitle?.(thread, title).catch(() => {});
  return thread;
}

/** The thread that a pressed button belongs to: on Discord, its message stands in the channel, and not in the thread. */
export function threadOfAction(adapter: ChatAdapter, threadId: string, messageId: string): string {
  const channel = adapter.channelIdFromThreadId(threadId);
  return threadId === channel ? threadOf(adapter, channel, messageId) : threadId;
}

function threadOf(adapter: ChatAdapter, channel: string, messageId: string, threadName?: unknown): string {
  const parts = partsOf(adapter.decodeThreadId(channel));
  switch (adapter.name) {
    // A thread made of a message has its id.
    case 'discord':
      return adapter.encodeThreadId({ ...parts, threadId: messageId });
    case 'teams':
      return adapter.encodeThreadId({ ...parts, conversationId: `${parts.conversationId};messageid=${messageId}` });
    case 'gchat':
      if (typeof threadName === 'string') return adapter.encodeThreadId({ ...parts, threadName });
  }
  throw new AdapterFailure(`${adapter.name} did not say which thread the handoff is in.`);
}

/**
 * Whether a message came into another place than its thread, because that was deleted: Google Chat makes a new one, and
 * Slack posts into the channel (https://github.com/slack-go/slack/issues/1571).
 */
export function hasMissed(adapter: ChatAdapter, threadId: string, { raw }: ChatPosted): boolean {
  const expected = partsOf(adapter.decodeThreadId(threadId));
  if (adapter.name === 'slack') {
    const message = readField(raw, 'message');
    return message !== undefined && readField(message, 'thread_ts') !== expected.threadTs;
  }
  if (adapter.name !== 'gchat') return false;
  const name = readField(readField(raw, 'thread'), 'name');
  return typeof name === 'string' && expected.threadName !== undefined && name !== expected.threadName;
}

// Protected in the adapter's types, as of 4.41; it says so itself when the thread is there already.
async function makeDiscordThread(adapter: ChatAdapter, channel: string, messageId: string): Promise<void> {
  const make = readField(adapter, 'createDiscordThread');
  if (typeof make !== 'function')
    throw new AdapterFailure('This version of @chat-adapter/discord makes no threads. Version 4.41 does.');
  await make.call(adapter, partsOf(adapter.decodeThreadId(channel)).channelId, messageId);
}

// What an adapter's id consists of: an object, see `SlackThreadId` and its like.
function partsOf(decoded: unknown): Record<string, unknown> {
  return { ...(typeof decoded === 'object' ? decoded : {}) };
}
