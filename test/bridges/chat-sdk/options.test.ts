import { createSlackAdapter } from '@chat-adapter/slack';
import { createMemoryState } from '@chat-adapter/state-memory';
import { type Adapter, Chat, type ChatConfig } from 'chat';
import { type ChatLike, chatSdkConnector } from 'gptbots-human/chat-sdk';
import { describe, expect, it } from 'vitest';
import { connectorWithOptions } from '../../readme/chat-sdk-options.ts';

const chatWith = (concurrency: ChatConfig['concurrency'] | 'left out') =>
  new Chat({
    userName: 'support',
    adapters: { slack: createSlackAdapter({ botToken: 'xoxb-token', signingSecret: 'secret' }) as Adapter },
    state: createMemoryState(),
    logger: 'silent',
    ...(concurrency !== 'left out' && { concurrency: concurrency ?? 'concurrent' }),
  });
const chat = chatWith('concurrent');
const channel = 'slack:C0SUPPORT';
const input = (message: RegExp) => expect.objectContaining({ kind: 'input', message: expect.stringMatching(message) });

describe('chatSdkConnector, at construction', () => {
  it.each([
    ['no channel', {}, /options\.channel is missing.*'slack:C0123456789'/],
    ['an empty channel', { channel: '' }, /options\.channel is missing/],
    ['a room it does not know', { channel: 'irc:support' }, /"irc".*'slack:', 'teams:', 'gchat:' or 'discord:'/],
    ['the name of an object’s own', { channel: 'constructor:a' }, /"constructor"/],
    [
      'an adapter the Chat has not',
      { channel: 'discord:1:2' },
      /no adapter for "discord:1:2".*adapters: { discord: … }/,
    ],
    ['a thread', { channel: 'slack:C0SUPPORT:1.2' }, /Not a channel of slack.*Expected 'slack:C0123456789'/],
    ['channelFor that is no function', { channel, channelFor: 'slack:C2' }, /options\.channelFor/],
  ])('refuses %s', (_, options, message) => {
    // Wrong on purpose.
    expect(() => chatSdkConnector(chat, options as never)).toThrow(input(message));
  });

  it('refuses what is no Chat', () => {
    expect(() => chatSdkConnector({ channel } as never, undefined as never)).toThrow(input(/takes a Chat/));
  });

  it.each(['left out', 'drop', 'queue', 'debounce', 'burst', { strategy: 'queue' }] as const)(
    'refuses a Chat whose concurrency is %o: it would lose messages',
    (concurrency) => {
      const lossy = chatWith(concurrency);
      expect(() => chatSdkConnector(lossy, { channel })).toThrow(
        input(/throws messages away.*concurrency: 'concurrent'/),
      );
    },
  );

  it('takes one that is concurrent, with a limit or without', () => {
    expect(chatSdkConnector(chat, { channel })).toBeDefined();
    expect(chatSdkConnector(chatWith({ strategy: 'concurrent', maxConcurrent: 3 }), { channel })).toBeDefined();
    expect(connectorWithOptions(chat)).toBeDefined();
  });

  it('warns in the log of the Chat when nothing can be read', () => {
    const warnings: string[] = [];
    const other: ChatLike = {
      initialize: async () => {},
      getAdapter: (name) => chat.getAdapter(name as 'slack') as ReturnType<ChatLike['getAdapter']>,
      thread: (id) => chat.thread(id),
      onSubscribedMessage: () => {},
      onAction: () => {},
      getLogger: () => ({ warn: (message) => void warnings.push(message) }),
    };
    chatSdkConnector(other, { channel });
    expect(warnings).toEqual([expect.stringContaining("concurrency: 'concurrent'")]);
  });
});
