import type { Agent } from '../../desk/types.ts';
import { readField } from '../../internal/thrown.ts';
import type { HeardReply } from '../connector.ts';
import type { ChatAdapter, ChatAuthor, ChatMessage } from './chat-like.ts';
import { plainText } from './plain-text.ts';

/** What an agent wrote: a reply to the customer, a word for the bridge, or neither. */
export type Heard = { reply?: HeardReply; word?: 'take' | 'close'; hasLostFiles?: boolean };

/** Reads a message of a thread. */
export function heardIn(adapter: ChatAdapter, message: ChatMessage): Heard {
  const { author } = message;
  if (author.isMe || author.isBot === true || author.isSystem) return {};
  const text = withoutOwnName(adapter, withNames(plainText(message.formatted), message.raw));
  // Notes among agents. Keyboards for Chinese and Japanese write full-width marks.
  if (/^(?:\/\/|／／)/.test(text)) return {};
  // A leading slash is a command of Slack's own.
  const word = /^[!/！／](take|close)$/i.exec(text)?.[1]?.toLowerCase();
  if (word === 'take' || word === 'close') return { word };
  const links = publicLinks(adapter, message);
  const whole = [text, ...links].filter(Boolean).join('\n');
  const hasLostFiles = links.length < message.attachments.length;
  return { hasLostFiles, ...(whole && { reply: { id: message.id, text: whole, agent: agentOf(author) } }) };
}

/** Somebody who wrote, or pressed a button. */
export function agentOf({ userId, fullName, userName }: ChatAuthor): Agent {
  const name = fullName || userName;
  return { id: userId, ...(name && { name }) };
}

/** The id of a new attempt at a reply that perhaps arrived; however often it is asked for, it is one reply. */
export function nextAttempt(id: string): string {
  const { original, attempt } = attemptOf(id);
  return `${original}~${attempt + 1}`;
}

/** The id of the message that a reply was written in. */
export function messageIdOf(id: string): string {
  return attemptOf(id).original;
}

function attemptOf(id: string): { original: string; attempt: number } {
  const [, original, attempt] = /^(.*)~(\d+)$/.exec(id) ?? [];
  return original === undefined ? { original: id, attempt: 1 } : { original, attempt: Number(attempt) };
}

// Everybody can open Discord's for some time; the other rooms ask who it is.
function publicLinks(adapter: ChatAdapter, message: ChatMessage): string[] {
  if (adapter.name !== 'discord') return [];
  return message.attachments.flatMap(({ url }) => url ?? []);
}

// On Teams and Google Chat an app may hear only of messages that mention it.
function withoutOwnName(adapter: ChatAdapter, text: string): string {
  for (const name of [adapter.userName, adapter.botUserId]) {
    const mention = `@${name ?? ''}`;
    const rest = text.slice(mention.length);
    const isOwn = name && text.toLowerCase().startsWith(mention.toLowerCase()) && /^($|[\s,:])/.test(rest);
    if (isOwn) return rest.replace(/^[\s,:]+/, '');
  }
  return text;
}

// Discord's adapter gives ids: @80351110224678912.
function withNames(text: string, raw: unknown): string {
  const mentions = readField(raw, 'mentions');
  if (!Array.isArray(mentions)) return text;
  return mentions.reduce<string>((named, user) => {
    const id = readField(user, 'id');
    const name = readField(user, 'global_name') || readField(user, 'username');
    return typeof id === 'string' && typeof name === 'string' ? named.replaceAll(`@${id}`, `@${name}`) : named;
  }, text);
}
