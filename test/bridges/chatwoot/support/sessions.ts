import type { ClosedSession, Message, Session } from 'gptbots-human/desk';

/** A session that waits. */
export function waiting(fields: Partial<Session> = {}): Session {
  const session = {
    conversationId: 'c1',
    botId: 'b1',
    state: 'waiting',
    user: { key: 'email:bob@example.com', name: 'Bob', email: 'bob@example.com' },
    channel: { type: 'WIDGET' },
    labels: ['billing'],
    version: 1,
    lastSeq: 1,
    userMessages: 0,
    openedAt: 1_742_265_090_000,
    deadlineAt: 1_742_265_150_000,
    lastMessageAt: 1_742_265_090_000,
  };
  // The cast holds: tests do not give a state without the times that belong to it.
  return { ...session, ...fields } as Session;
}

/** A session that is over. */
export function closed(closeReason: ClosedSession['closeReason'] = 'user_closed'): ClosedSession {
  return { ...waiting(), state: 'closed', closeReason, closedAt: 1_742_265_200_000 };
}

let lastSeq = 0;

/** A message of a session. */
export function said(from: Message['from'], text: string, fields: Partial<Message> = {}): Message {
  lastSeq += 1;
  const about = { id: `m${lastSeq}`, seq: lastSeq, order: lastSeq, conversationId: 'c1', at: 1_742_265_090_000 };
  return { ...about, from, text, status: from === 'user' || from === 'bot' ? 'received' : 'sent', ...fields };
}
