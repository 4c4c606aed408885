/**
 * Slack, Teams, Google Chat and Discord, through the Chat SDK (npm `chat`).
 *
 * @example
 * import { createSlackAdapter } from '@chat-adapter/slack';
 * import { createMemoryState } from '@chat-adapter/state-memory';
 * import { Chat } from 'chat';
 * import { createBridge } from 'gptbots-human/bridge';
 * import { chatSdkConnector } from 'gptbots-human/chat-sdk';
 *
 * const chat = new Chat({
 *   userName: 'support',
 *   adapters: { slack: createSlackAdapter() },
 *   state: createMemoryState(),
 *   concurrency: 'concurrent',
 * });
 * const bridge = createBridge(desk, chatSdkConnector(chat, { channel: 'slack:C0123456789' }), { name: 'slack' });
 * await bridge.start();
 */

export type {
  ChatAction,
  ChatAdapter,
  ChatAttachment,
  ChatAuthor,
  ChatButton,
  ChatCard,
  ChatCardActions,
  ChatCardPost,
  ChatCardText,
  ChatLike,
  ChatLogger,
  ChatMessage,
  ChatMessages,
  ChatMetadata,
  ChatPost,
  ChatPosted,
  ChatRawPost,
  ChatThread,
  FormattedNode,
} from './chat-like.ts';
export { chatSdkConnector } from './chat-sdk-connector.ts';
export type { ChatSdkOptions } from './options.ts';
export type { ChatSdkTexts } from './texts.ts';
