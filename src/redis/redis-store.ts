import * as z from 'zod';
import { maxKeptLines } from '../desk/conversation.ts';
import { listsToRead, writePage } from '../desk/page.ts';
import type {
  ChatInput,
  CloseInput,
  EstablishInput,
  OutboxWork,
  ReplyInput,
  RequestCloseInput,
  SettleInput,
} from '../desk/step.ts';
import type {
  DeskStore,
  SessionsPage,
  SessionsQuery,
  Stepped,
  StoreSettings,
  Sweep,
  TranscriptQuery,
} from '../desk/store.ts';
import type { Agent, Change, DeskEvent, Message, Session } from '../desk/types.ts';
import { systemClock } from '../internal/clock.ts';
import { duration, inputError, parseOptions } from '../internal/options.ts';
import { decodeChange, decodeMessage, decodeSession, decodeText, encodeText, encodeUser } from './encode.ts';
import { connectionOf, isRedisClient, type RedisClient } from './redis-client.ts';
import { RedisEvents } from './redis-events.ts';
import { scriptOf } from './script/index.ts';
import { ScriptRunner } from './script-runner.ts';

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** The prefix of all keys; the store puts it in braces. Each desk needs its own. @default 'gptbots' */
  prefix?: string | undefined;
  /** How long a closed session is kept, in milliseconds. @default 86400000, a day */
  retentionMs?: number | undefined;
  /** How long an instance keeps its send turn when it stops responding, in milliseconds. @default 10000 */
  leaseMs?: number | undefined;
  /** How long a desk waits for Redis, in milliseconds. @default 3000 */
  commandTimeoutMs?: number | undefined;
  /** How many changes are kept for `desk.events`, approximately. @default 100000 */
  eventsMax?: number | undefined;
}

const schema = z.strictObject({
  prefix: z
    .string()
    .regex(/^[^{}]+$/, 'expected text without braces')
    .default('gptbots'),
  retentionMs: duration.default(86_400_000),
  leaseMs: duration.default(10_000),
  commandTimeoutMs: duration.default(3_000),
  eventsMax: z.int().positive().default(100_000),
});

const clientSchema = z.custom<RedisClient>(isRedisClient, 'expected a client of the package redis or ioredis');

const day = 86_400_000;

/**
 * Keeps sessions in Redis 7 or later, for several instances of a desk.
 *
 * @param client a connected client of `redis` or `ioredis`, for one server or a cluster. The store does not close it.
 *   It opens one more connection when events are followed, and closes only that one.
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 *
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).connect();
 * const desk = createDesk({ client: gptbots, secret, store: redisStore(client) });
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): DeskStore {
  parseOptions(z.object({ client: clientSchema }), { client });
  return new RedisStore(client, parseOptions(schema, options));
}

class RedisStore implements DeskStore {
  readonly #client: RedisClient;
  readonly #options: z.output<typeof schema>;
  #opened: { script: ScriptRunner; events: RedisEvents } | undefined;

  constructor(client: RedisClient, options: z.output<typeof schema>) {
    this.#client = client;
    this.#options = options;
  }

  open({ waitTimeoutMs, idleTimeoutMs, clock }: StoreSettings): void {
    const { prefix, retentionMs, leaseMs, commandTimeoutMs, eventsMax } = this.#options;
    const connection = connectionOf(this.#client);
    const base = `{${encodeText(prefix)}}`;
    const lifetimeMs = Math.ceil(waitTimeoutMs + idleTimeoutMs + retentionMs + day);
    const text = scriptOf({ waitTimeoutMs, idleTimeoutMs, retentionMs, leaseMs, eventsMax, lifetimeMs });
    const now = () => (clock === systemClock ? '' : String(clock.now()));
    const script = new ScriptRunner(connection, base, commandTimeoutMs, text, now);
    this.#opened = { script, events: new RedisEvents(connection, base, script) };
  }

  establish({ conversationId, key, botId, user, lines, at, greeting }: EstablishInput, turn: string) {
    const args = [
      encodeText(key),
      encodeText(botId),
      ...encodeUser(user, botId),
      String(at),
      ...(greeting ? [encodeText(greeting.id), encodeText(greeting.text)] : ['', '']),
      ...lines.slice(-maxKeptLines).flatMap(({ id, from, text }) => [encodeText(id), from, encodeText(text)]),
    ];
    return this.#step<'opened' | 'filled' | 'repeated' | 'refused'>('establish', conversationId, args, turn);
  }

  chat({ conversationId, id, text, at }: ChatInput) {
    return this.#step<'stored' | 'repeated'>('chat', conversationId, [encodeText(id), encodeText(text), String(at)]);
  }

  close({ conversationId, type }: CloseInput) {
    return this.#step<'closed' | 'repeated'>('close', conversationId, [encodeText(type)]);
  }

  reply({ conversationId, id, text, agent }: ReplyInput, turn: string) {
    const args = [encodeText(id), encodeText(text), encodeAgent(agent)];
    return this.#step<'pending' | 'sent' | 'unknown' | 'conflict' | 'closed' | 'not_found'>(
      'reply',
      conversationId,
      args,
      turn,
    );
  }

  requestClose({ conversationId, farewell }: RequestCloseInput, turn: string) {
    const args = farewell
      ? [encodeText(farewell.id), encodeText(farewell.text), encodeAgent(farewell.agent)]
      : ['', '', ''];
    return this.#step<'pending' | 'closed' | 'not_found'>('requestClose', conversationId, args, turn);
  }

  settle({ conversationId, entry, turn, outcome }: SettleInput, nextTurn: string) {
    const args = [String(entry), turn, outcome];
    return this.#step<'settled' | 'not_found'>('settle', conversationId, args, nextTurn);
  }

  start({ conversationId }: { conversationId: string }, turn: string) {
    return this.#step<'asked' | 'not_found'>('start', conversationId, [], turn);
  }

  renew({ conversationId, turn }: { conversationId: string; turn: string }) {
    return this.#step<'renewed' | 'lost'>('renew', conversationId, [turn]);
  }

  claim({ conversationId, agent, from }: { conversationId: string; agent: Agent; from: string | undefined }) {
    const args = [
      encodeText(agent.id),
      agent.name === undefined ? '' : JSON.stringify(agent.name),
      encodeText(from ?? ''),
    ];
    return this.#step<'claimed' | 'conflict' | 'closed' | 'not_found'>('claim', conversationId, args);
  }

  release({ conversationId, agentId }: { conversationId: string; agentId: string }) {
    return this.#step<'released' | 'conflict' | 'not_found'>('release', conversationId, [encodeText(agentId)]);
  }

  link({ conversationId, ref }: { conversationId: string; ref: string }) {
    return this.#step<'linked' | 'not_found'>('link', conversationId, [encodeText(ref)]);
  }

  async sweep(): Promise<Sweep> {
    const [, , changes, waiting, more] = await this.#script.run({ operation: 'sweep', args: [''], isWrite: true });
    return {
      changes: decodeChanges(changes as string[]),
      waiting: (waiting as string[]).map(decodeText),
      more: more === 1,
    };
  }

  find(ref: string): Promise<Session | undefined> {
    return this.#readSession('find', ref, undefined);
  }

  session(conversationId: string): Promise<Session | undefined> {
    return this.#readSession('session', conversationId, conversationId);
  }

  async sessions({ page, limit, ...query }: SessionsQuery): Promise<SessionsPage> {
    const sessions: Session[] = [];
    let firstCursor: string | undefined;
    for (const { list, place } of listsToRead(query, page)) {
      let end = place;
      for (let isRead = false; !isRead; ) {
        const { cursor, found } = await this.#readList(list, query.userKey, end, limit);
        firstCursor ??= cursor;
        for (const { at, session } of found) {
          if (sessions.length === limit)
            return { sessions, cursor: firstCursor, next: writePage({ list, place: end }) };
          end = at;
          if (session && (query.state ?? session.state) === session.state) sessions.push(session);
        }
        isRead = found.length <= limit;
      }
    }
    return { sessions, cursor: firstCursor ?? '' };
  }

  async transcript(conversationId: string, { after, limit }: TranscriptQuery): Promise<Message[] | undefined> {
    const args = [encodeText(conversationId), String(after), String(limit)];
    const [messages] = await this.#script.run({ operation: 'transcript', args, conversationId, isWrite: false });
    return messages ? (messages as string[]).map((one) => decodeMessage(conversationId, one)) : undefined;
  }

  events(after: string | undefined, signal: AbortSignal): AsyncIterable<DeskEvent> {
    return this.#open.events.follow(after, signal);
  }

  async shutdown(): Promise<void> {
    await this.#opened?.events.close();
  }

  get #open() {
    if (this.#opened) return this.#opened;
    throw inputError('redisStore: pass it to createDesk, or call open() first');
  }

  get #script(): ScriptRunner {
    return this.#open.script;
  }

  async #step<Outcome extends string>(
    operation: string,
    conversationId: string,
    args: string[],
    turn = '',
  ): Promise<Stepped<Outcome>> {
    const call = { operation, turn, args: [encodeText(conversationId), ...args], conversationId, isWrite: true };
    const [outcome, cursor, changes, work, message, session] = await this.#script.run(call);
    const stepped: Stepped<Outcome> = {
      // The cast holds: the rule of this name in the script returns only these outcomes.
      outcome: outcome as Outcome,
      cursor: String(cursor),
      changes: decodeChanges(changes as string[]),
    };
    if (work) stepped.work = decodeWork(work as [number, string | null], conversationId, turn, this.#options.leaseMs);
    if (message) stepped.message = decodeMessage(conversationId, String(message));
    if (session) stepped.session = decodeSession(encodeText(conversationId), String(session));
    return stepped;
  }

  async #readSession(operation: string, arg: string, conversationId: string | undefined): Promise<Session | undefined> {
    const [found] = await this.#script.run({ operation, args: [encodeText(arg)], conversationId, isWrite: false });
    if (!found) return undefined;
    const [id, session] = found as [string, string];
    return decodeSession(id, session);
  }

  async #readList(list: string, userKey: string | undefined, after: number, limit: number) {
    const name = list === 'user' ? `u:${encodeText(userKey ?? '')}` : `s:${list}`;
    // Reads one more than asked for, to know whether there are more.
    const args = [name, String(after), String(limit + 1)];
    const [answer] = await this.#script.run({ operation: 'sessions', args, isWrite: false });
    const [cursor, found] = answer as [string, [string, string, string | null][]];
    return {
      cursor,
      found: found.map(([id, place, session]) => ({
        at: Number(place),
        session: session ? decodeSession(id, session) : undefined,
      })),
    };
  }
}

function encodeAgent(agent: Agent | undefined): string {
  return agent ? JSON.stringify(agent) : '';
}

function decodeWork(
  [entry, message]: [number, string | null],
  conversationId: string,
  turn: string,
  leaseMs: number,
): OutboxWork {
  const work: OutboxWork = { conversationId, entry, turn, leaseMs };
  if (message) work.message = decodeMessage(conversationId, message);
  return work;
}

// A flat list with three entries for each change: conversation, type and data.
function decodeChanges(flat: string[]): Change[] {
  const changes: Change[] = [];
  for (let i = 0; i < flat.length; i += 3)
    changes.push(decodeChange(flat[i] ?? '', flat[i + 1] ?? '', flat[i + 2] ?? ''));
  return changes;
}
