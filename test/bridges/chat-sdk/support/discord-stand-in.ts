import { generateKeyPairSync, sign } from 'node:crypto';
import { type Answer, type ApiCall, Failing, seen, serveApi } from './failing.ts';

/** A message in Discord. */
export interface DiscordMessage {
  id: string;
  channel_id: string;
  author: DiscordUser;
  content: string;
  embeds: { title?: string; description?: string }[];
  components: { components: { custom_id: string; label: string }[] }[];
  attachments: { id: string; filename: string; url: string; size: number; content_type: string }[];
  mentions: DiscordUser[];
  timestamp: string;
  edited_timestamp: string | null;
  reactions: Set<string>;
}

interface DiscordUser {
  id: string;
  username: string;
  global_name: string;
  bot?: boolean;
}

export const guild = '900000000000000001';
export const textChannel = '900000000000000002';
export const botUser: DiscordUser = {
  id: '900000000000000003',
  username: 'support',
  global_name: 'Support',
  bot: true,
};
export const botToken = 'the bot token';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
/** What Discord's developer portal shows as public key. */
export const publicKeyHex = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

/**
 * Discord's API and its interactions, as far as a bridge meets them, and events of its gateway as the adapter forwards
 * them. Written from https://discord.com/developers/docs/resources/message, …/resources/channel, …/topics/rate-limits and
 * …/interactions/receiving-and-responding.
 */
export class DiscordStandIn {
  readonly failing = new Failing();
  readonly messages: DiscordMessage[] = [];
  /** Ids of threads, each that of the message it was made of. */
  readonly threads = new Set<string>();
  /** What threads are called. */
  readonly titles = new Map<string, string>();
  readonly users = new Map<string, DiscordUser>();
  receive: (request: Request) => Promise<Response> = async () => new Response();
  private server: Awaited<ReturnType<typeof serveApi>> | undefined;
  private count = 0;
  private readonly deliveries = new Set<Promise<unknown>>();

  /** What adapters take as `apiUrl`. */
  get apiUrl(): string {
    return `${this.server?.url}/api/v10`;
  }

  async start(): Promise<this> {
    this.server = await serveApi((call) => this.answer(call));
    return this;
  }

  async close(): Promise<void> {
    await Promise.all(this.deliveries);
    await this.server?.close();
  }

  /** Somebody, by id. */
  user(name: string): DiscordUser {
    const known = this.users.get(name);
    const user = known ?? { id: this.nextId(), username: name, global_name: name };
    this.users.set(name, user);
    return user;
  }

  /** Somebody writes. `told: false`: the gateway does not tell the app. */
  async write(
    channel_id: string,
    name: string,
    content: string,
    more: Partial<DiscordMessage> = {},
    told = true,
  ): Promise<DiscordMessage> {
    const message = this.add({ channel_id, author: this.user(name), content, ...more });
    if (told) await this.tell(message);
    return message;
  }

  /** Tells the app of a message. */
  async tell(message: DiscordMessage): Promise<void> {
    const isThread = this.threads.has(message.channel_id);
    const data = { ...inApi(message), guild_id: guild, mention_roles: [], channel_type: isThread ? 11 : 0 };
    const event = { type: 'GATEWAY_MESSAGE_CREATE', timestamp: Date.now(), data };
    await this.send(JSON.stringify(event), { 'x-discord-gateway-token': botToken });
  }

  /** Somebody presses a button. */
  async press(message: DiscordMessage, label: string, name: string): Promise<void> {
    const button = message.components.flatMap(({ components }) => components).find((one) => one.label === label);
    if (!button) throw new Error(`There is no button ${label}.`);
    const isThread = this.threads.has(message.channel_id);
    const body = JSON.stringify({
      id: this.nextId(),
      application_id: botUser.id,
      type: 3,
      token: 'a token',
      guild_id: guild,
      channel_id: message.channel_id,
      channel: { id: message.channel_id, type: isThread ? 11 : 0, ...(isThread && { parent_id: textChannel }) },
      member: { user: this.user(name) },
      message: inApi(message),
      data: { component_type: 2, custom_id: button.custom_id },
    });
    const timestamp = `${Math.floor(Date.now() / 1_000)}`;
    const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
    await this.send(body, { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp });
  }

  /** The thread is deleted. */
  remove(thread: string): void {
    this.threads.delete(thread);
    this.messages.splice(0, Number.POSITIVE_INFINITY, ...this.messages.filter((one) => one.channel_id !== thread));
  }

  private async send(body: string, headers: Record<string, string>): Promise<void> {
    const request = new Request('http://app/discord', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const response = await this.receive(request);
    if (response.status !== 200) throw new Error(`The app answered Discord with ${response.status}.`);
  }

  private nextId(): string {
    return `${910000000000000000n + BigInt(++this.count)}`;
  }

  private add(
    given: Partial<DiscordMessage> & Pick<DiscordMessage, 'channel_id' | 'author' | 'content'>,
  ): DiscordMessage {
    const message = {
      id: this.nextId(),
      embeds: [],
      components: [],
      attachments: [],
      mentions: [],
      timestamp: new Date(Date.now() + this.count).toISOString(),
      edited_timestamp: null,
      reactions: new Set<string>(),
      ...given,
    };
    this.messages.push(message);
    return message;
  }

  private answer({ method, path, headers, body, query }: ApiCall): Answer | 'lost' {
    if (headers.authorization !== `Bot ${botToken}`) return refused(401, 0, '401: Unauthorized');
    const call = `${method} ${path.replace('/api/v10', '')}`;
    const [, channel = ''] = /channels\/(\d+)/.exec(call) ?? [];
    const failure = method === 'GET' ? undefined : this.failing.in(`discord:${guild}:${textChannel}:${channel}`);
    if (failure?.kind === 'refused') return refused(500, 0, 'Internal Server Error');
    if (failure?.kind === 'limited') {
      const retry_after = (failure.retryAfterMs ?? 1_000) / 1_000;
      return { status: 429, body: { message: 'You are being rate limited.', retry_after, global: false } };
    }
    const answer = this.done(call, channel, body === '' ? {} : JSON.parse(body), query);
    return failure?.kind === 'lost' ? 'lost' : answer;
  }

  private done(call: string, channel: string, given: Record<string, unknown>, query: URLSearchParams): Answer {
    if (channel !== textChannel && !this.threads.has(channel)) return refused(404, 10003, 'Unknown Channel');
    const [, message = ''] = /messages\/(\d+)/.exec(call) ?? [];
    if (/^GET \/channels\/\d+$/.test(call)) return { body: this.channel(channel) };
    if (/^PATCH \/channels\/\d+$/.test(call)) {
      this.titles.set(channel, String(given.name));
      return { body: this.channel(channel) };
    }
    if (/^GET \/channels\/\d+\/messages$/.test(call)) return this.list(channel, Number(query.get('limit') ?? 50));
    if (/^POST \/channels\/\d+\/messages$/.test(call)) return this.post(channel, given);
    if (/^POST \/channels\/\d+\/messages\/\d+\/threads$/.test(call)) return this.makeThread(message, given);
    const [, emoji] = /^PUT .*\/reactions\/([^/]+)\/@me$/.exec(call) ?? [];
    if (emoji !== undefined) return this.react(channel, message, decodeURIComponent(emoji));
    return refused(404, 0, '404: Not Found');
  }

  private channel(id: string): object {
    return this.threads.has(id)
      ? { id, type: 11, guild_id: guild, parent_id: textChannel }
      : { id, type: 0, guild_id: guild, name: 'support' };
  }

  private list(channel: string, limit: number): Answer {
    if (!(limit >= 1 && limit <= 100)) return refused(400, 50035, 'Invalid Form Body');
    const all = this.messages.filter((one) => one.channel_id === channel).map(inApi);
    const root = this.messages.find((one) => one.id === channel);
    // The first message of a thread only points to the one it was made of.
    const starter = root && { ...inApi(root), type: 21, content: '', embeds: [], referenced_message: inApi(root) };
    return { body: [...(starter ? [starter] : []), ...all].toReversed().slice(0, limit) };
  }

  private post(channel_id: string, given: Partial<DiscordMessage>): Answer {
    const { content = '', embeds = [], components = [] } = given;
    if (content === '' && embeds.length === 0) return refused(400, 50006, 'Cannot send an empty message');
    const isTooLong = content.length > 2_000 || embeds.some(({ description = '' }) => description.length > 4_096);
    if (isTooLong) return refused(400, 50035, 'Invalid Form Body');
    const message = this.add({ channel_id, author: botUser, content, embeds, components });
    // The gateway tells an app of its own messages too.
    const told = this.tell(message).catch(() => {});
    this.deliveries.add(told);
    void told.finally(() => this.deliveries.delete(told));
    return { body: inApi(message) };
  }

  private makeThread(message: string, { name }: Record<string, unknown>): Answer {
    if (typeof name !== 'string' || name.length < 1 || name.length > 100)
      return refused(400, 50035, 'Invalid Form Body');
    if (!this.messages.some(({ id }) => id === message)) return refused(404, 10008, 'Unknown Message');
    if (this.threads.has(message)) return refused(400, 160004, 'A thread has already been created for this message');
    this.threads.add(message);
    return { status: 201, body: this.channel(message) };
  }

  private react(channel: string, id: string, emoji: string): Answer {
    const message = this.messages.find((one) => one.channel_id === channel && one.id === id);
    if (!message) return refused(404, 10008, 'Unknown Message');
    if (!/^\p{Extended_Pictographic}/u.test(emoji)) return refused(400, 10014, 'Unknown Emoji');
    message.reactions.add(emoji);
    return { status: 204, body: undefined };
  }
}

function inApi({ reactions: _, ...message }: DiscordMessage): object {
  return { type: 0, ...message };
}

function refused(status: number, code: number, message: string): Answer {
  return { status, body: { message, code } };
}

/** What people see of a message. */
export function discordText({ content, embeds }: DiscordMessage): string {
  const shown = [content, ...embeds.flatMap(({ title, description }) => [title, description])];
  return seen(shown.filter(Boolean).join('\n'));
}

/** Whom a message calls: an embed calls nobody. */
export function discordMentions({ content }: DiscordMessage): string[] {
  return content.match(/@everyone|@here|<@[!&]?\d+>/g) ?? [];
}

/** What its first button carries. */
export function discordButton({ components }: DiscordMessage): string | undefined {
  return components[0]?.components[0]?.custom_id.split('\n')[1];
}
