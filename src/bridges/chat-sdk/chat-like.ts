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
  getLogger?(prefix?: string): ChatLogger;
}

/** The log of a {@link ChatLike}. */
export interface ChatLogger {
  /** Logs a warning. */
  warn(message: string, ...args: unknown[]): void;
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
  /** Names a thread. */
  setThreadTitle?(threadId: string, title: string): Promise<void>;
  /** Deletes one of its own messages. */
  deleteMessage?(threadId: string, messageId: string): Promise<void>;
  /** Puts an emoji to a message. */
  addReaction(threadId: string, messageId: string, emoji: string): Promise<void>;
  /** The newest messages of a thread, oldest first. */
  fetchMessages(threadId: string, options: { limit: number }): Promise<ChatMessages>;
}

/** Messages of a thread. */
export interface ChatMessages {
  /** Oldest first. */
  messages: ChatMessage[];
}

/** What is posted: a text, or a card with buttons. */
export type ChatPost = ChatRawPost | ChatCardPost;

/** A text to post. */
export interface ChatRawPost {
  /** The room takes it as it is. */
  raw: string;
}

/** A card to post. */
export interface ChatCardPost {
  /** With its buttons. */
  card: ChatCard;
}

/** A message with buttons. */
export interface ChatCard {
  /** Always this. */
  type: 'card';
  /** Plain text; Slack takes 150 characters. */
  title?: string;
  /** Its paragraphs, and its buttons. */
  children: (ChatCardText | ChatCardActions)[];
}

/** A paragraph of a card. */
export interface ChatCardText {
  /** Always this. */
  type: 'text';
  /** In the room's own markup; Slack takes 3,000 characters. */
  content: string;
}

/** The buttons of a card. */
export interface ChatCardActions {
  /** Always this. */
  type: 'actions';
  /** From left to right. */
  children: ChatButton[];
}

/** A button. Discord takes 100 characters for `id` and `value` together. */
export interface ChatButton {
  /** Always this. */
  type: 'button';
  /** Comes back as `actionId`. */
  id: string;
  /** What it says. */
  label: string;
  /** Comes back with it. */
  value?: string;
  /** Whether it stands out, or warns. */
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
  /** What the room notes of it. */
  metadata: ChatMetadata;
  /** Its files. */
  attachments: ChatAttachment[];
}

/** What a room notes of a message. */
export interface ChatMetadata {
  /** When it was written, on the room's clock. */
  dateSent: Date;
}

/** A file of a message. */
export interface ChatAttachment {
  /** Its name, if it has one. */
  name?: string | undefined;
  /** Where it is, if the room says so. */
  url?: string | undefined;
}

/** Who wrote a message, or pressed a button. */
export interface ChatAuthor {
  /** Their id over there. */
  userId: string;
  /** The name others mention them by. */
  userName: string;
  /** The name to show. */
  fullName: string;
  /** Whether it is a program. */
  isBot: boolean | 'unknown';
  /** Whether it is the app itself. */
  isMe: boolean;
  /** Whether it is the room itself. */
  isSystem?: boolean | undefined;
}

/** Somebody pressed a button. */
export interface ChatAction {
  /** The button's `id`. */
  actionId: string;
  /** The button's `value`. */
  value?: string | undefined;
  /** Of the message with the button. */
  messageId: string;
  /** The thread, or the channel, of that message. */
  threadId: string;
  /** Of the room. */
  adapter: ChatAdapter;
  /** Who pressed it. */
  user: ChatAuthor;
}

/** A node of mdast (https://github.com/syntax-tree/mdast). */
export interface FormattedNode {
  /** As `paragraph`, `text` or `link`. */
  type: string;
}
