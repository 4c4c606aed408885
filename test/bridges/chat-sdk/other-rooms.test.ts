import { type Connector, ThreadGone } from 'gptbots-human/bridge';
import { type ChatAdapter, type ChatLike, type ChatPost, chatSdkConnector } from 'gptbots-human/chat-sdk';
import { describe, expect, it } from 'vitest';
import { heardBridge, messageOf, waitingSession } from './support/heard-bridge.ts';

const encoded = (text: unknown) => Buffer.from(String(text)).toString('base64url');
const decoded = (text = '') => Buffer.from(text, 'base64url').toString();

// What @chat-adapter/teams and @chat-adapter/gchat 4.41 do with ids, and what their calls give. They bring some 70 MB along.
const codecs = {
  teams: {
    decode: (id: string) => ({ conversationId: decoded(id.split(':')[1]), serviceUrl: decoded(id.split(':')[2]) }),
    encode: (parts: Record<string, unknown>) => `teams:${encoded(parts.conversationId)}:${encoded(parts.serviceUrl)}`,
    channelOf: (parts: Record<string, unknown>) => ({
      ...parts,
      conversationId: String(parts.conversationId).replace(/;messageid=\d+/, ''),
    }),
    posted: { id: '1700000000001', raw: {} },
  },
  gchat: {
    decode: (id: string) => {
      const [, spaceName, thread] = id.split(':');
      return { spaceName, threadName: thread && decoded(thread) };
    },
    encode: (parts: Record<string, unknown>) =>
      `gchat:${parts.spaceName}${parts.threadName ? `:${encoded(parts.threadName)}` : ''}`,
    channelOf: ({ spaceName }: Record<string, unknown>) => ({ spaceName }),
    posted: { id: 'spaces/A/messages/M.M', raw: { thread: { name: 'spaces/A/threads/T' } } },
  },
};

function openRoom(name: 'teams' | 'gchat') {
  const { decode, encode, channelOf, posted } = codecs[name];
  const posts: { where: string; post: ChatPost }[] = [];
  const subscribed = new Set<string>();
  const room = { raw: posted.raw as object, error: undefined as unknown };
  const post = async (where: string, given: ChatPost) => {
    if (room.error) throw room.error;
    posts.push({ where, post: given });
    return { ...posted, raw: room.raw, threadId: where };
  };
  const adapter: ChatAdapter = {
    name,
    userName: 'support',
    decodeThreadId: decode,
    encodeThreadId: (parts) => encode({ ...parts }),
    channelIdFromThreadId: (id) => encode({ ...channelOf(decode(id)) }),
    postChannelMessage: post,
    postMessage: post,
    addReaction: async () => {
      throw Object.assign(new Error('no reactions here'), { code: 'NOT_IMPLEMENTED' });
    },
    fetchMessages: async () => ({ messages: [] }),
  };
  let press: Parameters<ChatLike['onAction']>[1] | undefined;
  const chat = {
    _concurrencyStrategy: 'concurrent',
    initialize: async () => {},
    getAdapter: (given: string) => (given === name ? adapter : undefined),
    thread: (id: string) => ({
      subscribe: async () => void subscribed.add(id),
      unsubscribe: async () => void subscribed.delete(id),
    }),
    onSubscribedMessage: () => {},
    onAction: (_ids: string[], handler: NonNullable<typeof press>) => {
      press = handler;
    },
  };
  const channel =
    name === 'gchat' ? 'gchat:spaces/A' : encode({ conversationId: '19:a@thread.tacv2', serviceUrl: 'https://smba/' });
  const connector = chatSdkConnector(chat, { channel }) as Required<Connector>;
  const bridge = heardBridge();
  connector.listen(bridge);
  const user = { userId: 'u', userName: 'ann', fullName: 'Ann', isBot: false, isMe: false };
  const pressed = (actionId: string, threadId: string, messageId: string) =>
    press?.({ actionId, threadId, messageId, adapter, user });
  return { connector, channel, posts, subscribed, room, bridge, pressed, decode };
}

describe.each(['teams', 'gchat'] as const)('%s', (name) => {
  it('posts a handoff into the channel, and goes on in the thread below it, which is subscribed', async () => {
    const { connector, channel, posts, subscribed, decode } = openRoom(name);
    const ref = await connector.open(waitingSession(), []);
    await connector.post(ref, messageOf('hello <users/all>'), waitingSession());
    expect(decode(ref)).toEqual(
      name === 'teams'
        ? { conversationId: '19:a@thread.tacv2;messageid=1700000000001', serviceUrl: 'https://smba/' }
        : { spaceName: 'spaces/A', threadName: 'spaces/A/threads/T' },
    );
    expect([...subscribed]).toEqual([ref]);
    expect(posts.map(({ where }) => where)).toEqual([channel, ref]);
    expect(posts[1]?.post).toEqual({ raw: 'Grace: hello <\u200busers/all>' });
  });

  it('says that a reply was sent, where no reaction is possible', async () => {
    const { connector, posts } = openRoom(name);
    const ref = await connector.open(waitingSession(), []);
    await connector.outcome(ref, { id: '1', text: 'hello', agent: { id: 'u' }, status: 'sent' });
    expect(posts.at(-1)).toEqual({ where: ref, post: { raw: 'Sent.' } });
  });

  it('hears its buttons', async () => {
    const { connector, bridge, pressed } = openRoom(name);
    const ref = await connector.open(waitingSession(), []);
    await pressed('gptbots_close', ref, '1700000000001');
    expect(bridge.done).toEqual([`closed ${ref} Ann`]);
  });
});

describe('a thread that was deleted', () => {
  it('is gone when Teams answers 404', async () => {
    const { connector, room } = openRoom('teams');
    const ref = await connector.open(waitingSession(), []);
    room.error = Object.assign(new Error('Resource not found'), {
      code: 'NETWORK_ERROR',
      originalError: Object.assign(new Error('404'), { statusCode: 404 }),
    });
    await expect(connector.post(ref, messageOf('hello'), waitingSession())).rejects.toBeInstanceOf(ThreadGone);
  });

  it('is gone when Google Chat puts the message into another thread', async () => {
    const { connector, room } = openRoom('gchat');
    const ref = await connector.open(waitingSession(), []);
    room.raw = { thread: { name: 'spaces/A/threads/OTHER' } };
    await expect(connector.post(ref, messageOf('hello'), waitingSession())).rejects.toBeInstanceOf(ThreadGone);
  });
});

describe('a rate limit', () => {
  it('of Teams is kept', async () => {
    const { connector, room } = openRoom('teams');
    const ref = await connector.open(waitingSession(), []);
    room.error = Object.assign(new Error('Rate limited'), { code: 'RATE_LIMITED', retryAfter: 3 });
    const posting = connector.post(ref, messageOf('hello'), waitingSession());
    await expect(posting).rejects.toMatchObject({ retryAfterMs: 3_000, code: 'RATE_LIMITED' });
  });
});
