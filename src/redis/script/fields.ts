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
  ['establishKey', 'k'],
  ['outbox', 'q'],
  ['sending', 'e'],
  ['turn', 'h'],
  ['leasedUntil', 'u'],
  ['closedBy', 'cb'],
  ['dueAt', 'd'],
  ['latestAt', 'y'],
] as const;

export const sessionFields = 22;

export const numbers = [
  'version',
  'lastSeq',
  'userMessages',
  'openedAt',
  'deadlineAt',
  'connectedAt',
  'answeredAt',
  'closedAt',
  'lastMessageAt',
  'sending',
  'leasedUntil',
  'dueAt',
  'latestAt',
] as const;
