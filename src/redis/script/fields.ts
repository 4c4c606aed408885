import type { Message, MessageStatus } from '../../desk/types.ts';

/**
 * What the hash of a conversation holds: the name in the script, and the short one in Redis, where each byte counts once
 * for every session. The first {@link sessionFields} of them make a session.
 */
export const fields = [
  ['state', 's'],
  ['botId', 'b'],
  ['orphan', 'o'],
  ['closeReason', 'cr'],
  ['userKey', 'uk'],
  ['userName', 'un'],
  ['userId', 'ui'],
  ['anonymousId', 'ua'],
  ['phone', 'up'],
  ['email', 'ue'],
  ['agentId', 'ai'],
  ['agentName', 'an'],
  ['ref', 'r'],
  ['version', 'v'],
  ['lastSeq', 'l'],
  ['userMessages', 'm'],
  ['openedAt', 't'],
  ['deadlineAt', 'td'],
  ['connectedAt', 'tc'],
  ['answeredAt', 'ta'],
  ['closedAt', 'tx'],
  ['lastMessageAt', 'tl'],
  ['sending', 'e'],
  ['leasedUntil', 'u'],
  ['dueAt', 'd'],
  ['latestAt', 'y'],
  ['establishKey', 'k'],
  ['outbox', 'q'],
  ['turn', 'h'],
  ['closedBy', 'cb'],
] as const;

/** How many of them, from the first on, are a session's. */
export const sessionFields = 22;

/** Which of them are numbers, counted from 1: all from the first to the last of these. */
export const numberFields = [place('version'), place('latestAt')] as const;

function place(name: (typeof fields)[number][0]): number {
  return fields.findIndex(([one]) => one === name) + 1;
}

/** By the letters that stand for them in a message. */
export const statuses: Record<string, MessageStatus> = {
  r: 'received',
  p: 'pending',
  s: 'sent',
  f: 'failed',
  u: 'unknown',
};

/** By the letters that stand for them in a message. */
export const senders: Record<string, Message['from']> = { u: 'user', b: 'bot', a: 'agent', s: 'system' };
