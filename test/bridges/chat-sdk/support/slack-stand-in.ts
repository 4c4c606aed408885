import { createHmac } from 'node:crypto';
import { type Answer, type ApiCall, Failing, seen, serveApi } from './failing.ts';

/** A message in Slack. */
export interface SlackMessage {
  channel: string;
  ts: string;
  thread_ts: string | undefined;
  user: string;
  bot_id?: string;
  text: string;
  blocks?: SlackBlock[];
  reactions: Set<string>;
}

interface SlackBlock {
  type: string;
  text?: { type: string; text: string };
  elements?: { action_id?: string; value?: string; text?: { text: string } }[];
}

/** Where Slack sends events and interactions. */
export type SlackReceiver = (request: Request) => Promise<Response>;

export const signingSecret = 'the signing secret';
export const bot = { user_id: 'U0BOT', bot_id: 'B0BOT', user: 'support' };

/**
 * Slack's Web API and its Events API, as far as a bridge meets them. Written from
 * https://docs.slack.dev/reference/methods, https://docs.slack.dev/apis/events-api and
 * https://docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export class SlackStandIn {
  readonly failing = new Failing();
  readonly messages: SlackMessage[] = [];
  /** The methods that were called. */
  readonly calls: string[] = [];
  readonly users = new Map<string, string>();
  /** Until then, Slack does not say who its users are. */
  usersAreKnown: Promise<void> = Promise.resolve();
  receive: SlackReceiver = async () => new Response();
  private server: Awaited<ReturnType<typeof serveApi>> | undefined;
  private count = 0;
  private readonly deliveries = new Set<Promise<unknown>>();

  /** What adapters take as `apiUrl`. */
  get apiUrl(): string {
    return `${this.server?.url}/api/`;
  }

  async start(): Promise<this> {
    this.server = await serveApi(async (call) => {
      if (call.path.endsWith('/users.info')) await this.usersAreKnown;
      return this.answer(call);
    });
    return this;
  }

  async close(): Promise<void> {
    await Promise.all(this.deliveries);
    await this.server?.close();
  }

  /** The messages of a thread, oldest first. */
  thread(channel: string, ts: string): SlackMessage[] {
    return this.messages.filter((one) => one.channel === channel && (one.ts === ts || one.thread_ts === ts));
  }

  /** Somebody writes. `told: false`: Slack does not tell the app. */
  async write(
    given: { channel: string; thread_ts?: string; user: string; text: string },
    told = true,
  ): Promise<SlackMessage> {
    const message = this.add({ thread_ts: undefined, ...given });
    if (told) await this.tell(message);
    return message;
  }

  /** Tells the app of a message. */
  async tell(message: SlackMessage, more: Record<string, unknown> = {}): Promise<void> {
    const { reactions: _, ...event } = message;
    await this.sendEvent({ type: 'message', channel_type: 'channel', event_ts: message.ts, ...event, ...more });
  }

  /** Sends any event. */
  async sendEvent(event: Record<string, unknown>): Promise<void> {
    const envelope = { type: 'event_callback', team_id: 'T1', event_id: `Ev${++this.count}`, event };
    await this.send(JSON.stringify(envelope), 'application/json');
  }

  /** Somebody presses a button. */
  async press(message: SlackMessage, actionId: string, user: string): Promise<void> {
    const button = buttonsOf(message).find(({ action_id }) => action_id === actionId);
    if (!button) throw new Error(`There is no button ${actionId}.`);
    const payload = {
      type: 'block_actions',
      user: { id: user, username: user.toLowerCase(), name: this.users.get(user) ?? user, team_id: 'T1' },
      team: { id: 'T1' },
      channel: { id: message.channel },
      container: { type: 'message', message_ts: message.ts, channel_id: message.channel },
      message: { ts: message.ts, thread_ts: message.thread_ts, text: message.text },
      actions: [{ type: 'button', action_id: actionId, value: button.value }],
    };
    await this.send(
      new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      'application/x-www-form-urlencoded',
    );
  }

  private async send(body: string, type: string): Promise<void> {
    const timestamp = `${Math.floor(Date.now() / 1_000)}`;
    const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    const response = await this.receive(new Request('http://app/slack', { method: 'POST', headers, body }));
    if (response.status !== 200) throw new Error(`The app answered Slack with ${response.status}.`);
  }

  private add(given: Omit<SlackMessage, 'ts' | 'reactions'>): SlackMessage {
    const ts = `${1_700_000_000 + ++this.count}.000100`;
    const message = { ...given, ts, reactions: new Set<string>() };
    this.messages.push(message);
    return message;
  }

  private answer({ path, headers, body, query }: ApiCall): Answer | 'lost' {
    const method = path.replace('/api/', '');
    this.calls.push(method);
    if (!headers.authorization?.startsWith('Bearer xoxb-')) return refused('not_authed');
    const code = this.failing.codeOf(method);
    if (code !== undefined) return refused(code);
    const given = Object.fromEntries([...new URLSearchParams(body), ...query]);
    const failure = ['chat.postMessage', 'reactions.add', 'conversations.replies'].includes(method)
      ? this.failing.in(this.refOf(method, given))
      : undefined;
    if (failure?.kind === 'refused') return refused('internal_error');
    if (failure?.kind === 'limited') {
      const seconds = `${Math.ceil((failure.retryAfterMs ?? 1_000) / 1_000)}`;
      return { status: 429, headers: { 'retry-after': seconds }, body: { ok: false, error: 'ratelimited' } };
    }
    const answer = this.done(method, given);
    return failure?.kind === 'lost' ? 'lost' : answer;
  }

  private refOf(method: string, given: Record<string, string>): string | undefined {
    const ts =
      method === 'reactions.add' ? this.find(given.channel, given.timestamp)?.thread_ts : (given.thread_ts ?? given.ts);
    return ts && `slack:${given.channel}:${ts}`;
  }

  private done(method: string, given: Record<string, string>): Answer {
    switch (method) {
      case 'auth.test':
        return { body: { ok: true, team_id: 'T1', ...bot } };
      case 'users.info': {
        const { user = '' } = given;
        return {
          body: { ok: true, user: { id: user, name: user.toLowerCase(), real_name: this.users.get(user) ?? user } },
        };
      }
      case 'chat.postMessage':
        return this.postMessage(given);
      case 'chat.delete':
        this.messages.splice(0, this.messages.length, ...this.messages.filter(({ ts }) => ts !== given.ts));
        return { body: { ok: true } };
      case 'reactions.add':
        return this.react(given);
      case 'conversations.replies':
        return this.replies(given);
    }
    return refused('unknown_method');
  }

  private postMessage({ channel = '', thread_ts, text = '', blocks }: Record<string, string>): Answer {
    if (!channel.startsWith('C')) return refused('channel_not_found');
    const parsed: SlackBlock[] | undefined = blocks && JSON.parse(blocks);
    if (!text && !parsed) return refused('no_text');
    const lengths = { section: 3_000, header: 150 };
    for (const block of parsed ?? []) {
      const max = lengths[block.type as keyof typeof lengths];
      if (max && (block.text?.text.length ?? 0) > max) return refused('invalid_blocks');
    }
    const message = this.add({
      channel,
      // Below a message that was deleted, Slack posts into the channel: https://github.com/slack-go/slack/issues/1571
      thread_ts: thread_ts && this.find(channel, thread_ts) ? thread_ts : undefined,
      text: text.slice(0, 40_000),
      ...(parsed && { blocks: parsed }),
      user: bot.user_id,
      bot_id: bot.bot_id,
    });
    // Slack tells an app of its own messages too.
    const told = this.tell(message).catch(() => {});
    this.deliveries.add(told);
    void told.finally(() => this.deliveries.delete(told));
    return { body: { ok: true, channel, ts: message.ts, message: { ...message, reactions: undefined } } };
  }

  private react({ channel, timestamp, name = '' }: Record<string, string>): Answer {
    const message = this.find(channel, timestamp);
    if (!message) return refused('message_not_found');
    if (!['white_check_mark', 'eyes'].includes(name)) return refused('invalid_name');
    if (message.reactions.has(name)) return refused('already_reacted');
    message.reactions.add(name);
    return { body: { ok: true } };
  }

  private replies({ channel = '', ts = '', limit = '1000', latest }: Record<string, string>): Answer {
    if (!this.find(channel, ts)) return refused('thread_not_found');
    const all = this.thread(channel, ts).filter((one) => !latest || one.ts < latest);
    const shown = all.slice(0, Number(limit)).map(({ reactions: _, ...one }) => ({ ...one, type: 'message' }));
    return { body: { ok: true, messages: shown, has_more: shown.length < all.length } };
  }

  private find(channel: string | undefined, ts: string | undefined): SlackMessage | undefined {
    return this.messages.find((one) => one.channel === channel && one.ts === ts);
  }
}

function refused(error: string): Answer {
  return { body: { ok: false, error } };
}

/** What people see of a message. */
export function slackText({ text, blocks }: SlackMessage): string {
  const shown = blocks?.flatMap((block) => block.text?.text ?? []).join('\n') ?? text;
  const dated = shown.replace(/<!date\^[^|]*\|([^>]*)>/g, '$1');
  return seen(dated.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** Whom a message calls: `<@U1>`, `<!channel>`. */
export function slackMentions({ text, blocks }: SlackMessage): string[] {
  const all = [text, ...(blocks?.flatMap((block) => block.text?.text ?? []) ?? [])].join('\n');
  return all.match(/<(@|!(?!date))[^>]*>/g) ?? [];
}

/** The buttons of a message. */
export function buttonsOf({
  blocks = [],
}: SlackMessage): { action_id?: string; value?: string; text?: { text: string } }[] {
  return blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements ?? []);
}
