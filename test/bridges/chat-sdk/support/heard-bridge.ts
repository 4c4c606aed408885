import type { Bridge, HeardReply } from 'gptbots-human/bridge';
import type { Message, Session } from 'gptbots-human/desk';

/** A bridge that only notes what it hears, in order. */
export interface HeardBridge extends Bridge {
  heardWords: ({ ref: string } & HeardReply)[];
  /** `taken <ref> <agent>`, `closed <ref> <agent>`. */
  done: string[];
}

export function heardBridge(): HeardBridge {
  const heardWords: HeardBridge['heardWords'] = [];
  const done: string[] = [];
  return {
    heardWords,
    done,
    start: async () => {},
    stop: async () => {},
    heard: async (ref, reply) => void heardWords.push({ ref, ...reply }),
    taken: async (ref, agent) => done.push(`taken ${ref} ${agent.name}`) > 0,
    closed: async (ref, agent) => void done.push(`closed ${ref} ${agent?.name}`),
  };
}

/** A session that waits. */
export function waitingSession(more: Partial<Session> = {}): Session {
  // What a test changes fits together.
  return {
    conversationId: 'c1',
    botId: 'b1',
    state: 'waiting',
    user: { name: 'Grace' },
    channel: {},
    labels: [],
    version: 1,
    lastSeq: 0,
    userMessages: 0,
    openedAt: 0,
    lastMessageAt: 0,
    ...more,
  } as Session;
}

/** A session that is over. */
export function closedSession() {
  return { ...waitingSession(), state: 'closed', closeReason: 'user_closed', closedAt: 1 } as const;
}

let count = 0;

/** A message of the user's, or of somebody else. */
export function messageOf(text: string, more: Partial<Message> = {}): Message {
  const seq = ++count;
  const about = { id: `m${seq}`, seq, order: seq, conversationId: 'c1', at: 0 };
  return { ...about, from: 'user', text, status: 'received', ...more };
}
