/** A `Chat` of the npm package `chat` 4.41, as far as a bridge uses it. */
export interface ChatLike {
  /** Connects the adapters. Before that a thread cannot be subscribed. */
  initialize(): Promise<void>;
  /** The adapter of a name, as `slack`. */
  getAdapter(name: string): ChatAdapter | undefined;
  /** A thread, whether it exists or not. */
  thread(threadId: string): ChatThread;
  /** Calls back for each message in a thread that is subscribed. */
  onSubscribedMessage(handler: (thread: { id: string }, message: ChatMessage) => Promise<void>): void;
  /** Calls back when somebody presses one of these buttons. */
  onAction(actionIds: string[], handler: (action: ChatAction) => Promise<void>): void;
  /** What its adapters hand each message to; the connector puts itself before it, to keep their order. */
  processMessage?(
    adapter: unknown,
    threadId: string,
    message: ChatMessage | (() => Promise<ChatMessage>),
    options?: unknown,
  ): Promise<void>;
  /** Where it logs. */
  getLogger?(prefix?: string): { warn(message: string, ...args: unknown[]): void };
}

/** A thread of a {@link ChatLike}. */
export interface ChatThread {
  /** From now on, `onSubscribedMessage` hears of its messages. */
  subscribe(): Promise<void>;
  /** From now on it does not. */
  unsubscribe(): Promise<void>;
}

/** An adapter of a {@link ChatLike}, as of `@chat-adapter/slack`. */
export interface ChatAdapter {
  /** `slack`, `teams`, `gchat` or `discord`. */
  readonly name: string;
  /** The name agents mention the bot by. */
  readonly userName: string;
  /** Its id over there. */
  readonly botUserId?: string | undefined;
  /** What a thread's id consists of. */
  decodeThreadId(threadId: string): unknown;
  /** The id of a thread, of what it consists of. */
  encodeThreadId(parts: object): string;
  /** Which channel a thread is in. */
  channelIdFromThreadId(threadId: string): string;
  /** Writes into a channel, outside its threads. */
  postChannelMessage?(channelId: string, post: ChatPost): Promise<ChatPosted>;
  /** Writes into a thread. */
  postMessage(threadId: string, post: ChatPost): Promise<ChatPosted>;
  /** Deletes one of its own messages. */
  deleteMessage?(threadId: string, messageId: string): Promise<void>;
  /** Puts an emoji to a message. */
  addReaction(threadId: string, messageId: string, emoji: string): Promise<void>;
  /** The newest messages of a thread, oldest first. */
  fetchMessages(threadId: string, options: { limit: number }): Promise<{ messages: ChatMessage[] }>;
}

/** What is posted: a text, which the room takes as it is, or a card with buttons. */
export type ChatPost = { raw: string } | { card: ChatCard };

/** A message with buttons. */
export interface ChatCard {
  type: 'card';
  title?: string;
  children: (ChatCardText | ChatCardActions)[];
}

/** A paragraph of a card. */
export interface ChatCardText {
  type: 'text';
  content: string;
}

/** The buttons of a card. */
export interface ChatCardActions {
  type: 'actions';
  children: ChatButton[];
}

/** A button. Discord takes 100 characters for `id` and `value` together. */
export interface ChatButton {
  type: 'button';
  id: string;
  label: string;
  value?: string;
  style?: 'primary' | 'danger';
}

/** What became of a post. */
export interface ChatPosted {
  /** Of the message. */
  id: string;
  /** The thread it is in; on all but Slack, the channel when it was posted into one. */
  threadId: string;
  /** The room's own answer. */
  raw: unknown;
}

/** A message, as the adapter read it. */
export interface ChatMessage {
  /** Its id in the room. */
  id: string;
  /** What it says, as a tree of Markdown (mdast). */
  formatted: FormattedNode;
  /** The room's own event. */
  raw: unknown;
  /** Who wrote it. */
  author: ChatAuthor;
  /** When, on the room's clock. */
  metadata: { dateSent: Date };
  /** Its files. */
  attachments: { name?: string | undefined; url?: string | undefined }[];
}

/** Who wrote a message, or pressed a button. */
export interface ChatAuthor {
  userId: string;
  userName: string;
  fullName: string;
  isBot: boolean | 'unknown';
  isMe: boolean;
  isSystem?: boolean | undefined;
}

/** Somebody pressed a button. */
export interface ChatAction {
  actionId: string;
  value?: string | undefined;
  /** Of the message with the button. */
  messageId: string;
  /** The thread, or the channel, of that message. */
  threadId: string;
  adapter: ChatAdapter;
  user: ChatAuthor;
}

/** A node of mdast (https://github.com/syntax-tree/mdast). */
export interface FormattedNode {
  type: string;
}
