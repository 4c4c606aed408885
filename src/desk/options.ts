import * as z from 'zod';
import type { GptBotsHumanClient } from '../client/client.ts';
import { type Clock, systemClock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
import { anyDuration, callback, duration, inputError, instance, parseOptions } from '../internal/options.ts';
import { readField } from '../internal/thrown.ts';
import type { EstablishRequest } from '../models/webhook.ts';
import type { Declined } from '../webhook/decline.ts';
import type { HumanWebhookOptions } from '../webhook/types.ts';
import type { DeskHooks } from './delivery/hooks.ts';
import { memoryStore } from './memory/memory-store.ts';
import type { DeskStore } from './store/desk-store.ts';
import { type DeskTelemetry, deskTelemetryOption } from './telemetry.ts';
import { isTurnedAway, type TurnedAway } from './turn-away.ts';
import type { Message, Session } from './types.ts';

type WebhookOptions = Omit<
  HumanWebhookOptions,
  'establish' | 'chat' | 'close' | 'dedupe' | 'ordered' | 'onError' | 'logger' | 'telemetry'
>;

/** Sends what a desk has to say. */
export type DeskClient = Pick<GptBotsHumanClient, 'sendReply' | 'closeSession'>;

/** Options of `createDesk`: these, and those of the webhook. Its own duplicate check is off: the store decides. */
export type DeskOptions = OpenDeskOptions & LineOptions;

/** How many users may wait in line. */
export type LineOptions =
  | {
      /** How many users may wait in line; orphans do not count. @default as many as come */
      maxWaiting: number;
      /** What a user reads who finds the line full, see `turnAway`. @default they see "Busy" */
      whenFull?: TurnedAway | undefined;
    }
  | {
      /** Without a limit, nobody finds the line full. */
      maxWaiting?: undefined;
      /** Only with `maxWaiting`. */
      whenFull?: undefined;
    };

/** What `accept` sees of the HTTP request, without the secret. */
export interface AcceptContext {
  /** The whole path with its query, the mount included: it tells several Human Service components apart. */
  url: string;
  /** The headers, with names in lower case. */
  headers: Record<string, string>;
}

/** What `accept` may say. */
export type AcceptResult = boolean | Declined | TurnedAway | Labelled;

/** A user is taken, and labelled. */
export interface Labelled {
  /** At most 20 texts of at most 64 characters. */
  labels: readonly string[];
}

/** All options of a desk but those of its line. */
export interface OpenDeskOptions extends WebhookOptions, DeskHooks {
  /** Sends the replies. A function is asked once for each thing to send: for a desk that serves several GPTBots agents. */
  client: DeskClient | ((session: Session) => DeskClient);
  /** Where sessions are kept. @default memoryStore() */
  store?: DeskStore | undefined;
  /** The waiting timeout that is set for the agent in GPTBots, in milliseconds. @default 60000 */
  waitTimeoutMs?: number | undefined;
  /** How long a session may be silent before it is closed as `abandoned`, in milliseconds; any, also `Infinity`. @default 86400000, a day */
  idleTimeoutMs?: number | undefined;
  /** The same for a session that began without an establish: it is closed, and soon forgotten. @default 3600000, an hour */
  orphanTimeoutMs?: number | undefined;
  /**
   * How many sessions that began without an establish are kept, about. Another one is not taken: its webhook is answered 503,
   * and `onError` hears of it. So nobody who has found out the secret can fill the store with conversations that do not
   * exist, and what was taken is kept. @default 10000
   */
  maxOrphans?: number | undefined;
  /**
   * Whether to take a user. `false` or a `decline()` shows them "Busy" and opens no session; `turnAway()` sends them a
   * text and closes the session; `{ labels }` takes and labels them. May be asked twice for the same user, so it must have
   * no effects. @default everybody is taken
   */
  accept?: ((request: EstablishRequest, http: AcceptContext) => AcceptResult | Promise<AcceptResult>) | undefined;
  /**
   * The first thing a user reads, sent once establish was answered. It also stops GPTBots' waiting timeout. A function may
   * look it up, for 5 s at most; '' and undefined are no greeting. Replies do not wait for it, and it is not sent once
   * somebody has replied. @default none
   */
  greeting?:
    | string
    | ((session: Session, transcript: Message[]) => string | undefined | Promise<string | undefined>)
    | undefined;
  /** Says that a user waits for too long, once per wait over all instances: as an `overdue` event and to `onOverdue`. @default never */
  remind?: RemindOptions | undefined;
  /** Called for every error in your code, in the store, or in the background. */
  onError?: ((error: unknown, info: { conversation_id: string | undefined }) => void) | undefined;
  /** Never gets a secret, a text or an address. @default warnings and errors go to the console */
  logger?: Logger | undefined;
  /** Watches the desk and its webhook: `...telemetry.desk` of `gptbots-human/opentelemetry`. @default none */
  telemetry?: DeskTelemetry | undefined;
  /** @default the time of this machine */
  clock?: Clock | undefined;
}

/** After how long a user waits for too long, in milliseconds. */
export interface RemindOptions {
  /** Since the handoff, when no person has replied; at most `waitTimeoutMs`. @default never */
  waitingMs?: number | undefined;
  /** Since the user's last message, when no person has replied to it. @default never */
  answerMs?: number | undefined;
}

/** Whether a value can send what a desk has to say. */
export function isClient(value: unknown): value is DeskClient {
  return ['sendReply', 'closeSession'].every((name) => typeof readField(value, name) === 'function');
}

const schema = z.looseObject({
  client: z.custom<OpenDeskOptions['client']>(
    (value) => typeof value === 'function' || isClient(value),
    'expected a GptBotsHumanClient, or a function that returns one for a session',
  ),
  store: instance<DeskStore>().default(() => memoryStore()),
  waitTimeoutMs: duration.default(60_000),
  idleTimeoutMs: anyDuration.default(86_400_000),
  orphanTimeoutMs: anyDuration.default(3_600_000),
  maxOrphans: z.int().positive().default(10_000),
  accept: callback<NonNullable<OpenDeskOptions['accept']>>().optional(),
  greeting: z
    .union([z.string().trim().min(1), callback<GreetingFunction>()], 'expected text, or a function')
    .optional(),
  maxWaiting: z.int('expected a whole number, 1 or more').positive().optional(),
  whenFull: z.custom<TurnedAway>(isTurnedAway, 'expected what turnAway() returns').optional(),
  remind: z.strictObject({ waitingMs: anyDuration.optional(), answerMs: anyDuration.optional() }).default({}),
  onOpened: callback<NonNullable<DeskHooks['onOpened']>>().optional(),
  onMessage: callback<NonNullable<DeskHooks['onMessage']>>().optional(),
  onClosed: callback<NonNullable<DeskHooks['onClosed']>>().optional(),
  onUnanswered: callback<NonNullable<DeskHooks['onUnanswered']>>().optional(),
  onOverdue: callback<NonNullable<DeskHooks['onOverdue']>>().optional(),
  onError: callback<NonNullable<OpenDeskOptions['onError']>>().optional(),
  logger: instance<Logger>().optional(),
  telemetry: deskTelemetryOption,
  // A function, because zod 4 copies a plain object (https://github.com/colinhacks/zod/issues/5826), and `===
  // systemClock` would never be true.
  clock: instance<Clock>().default(() => systemClock),
});

/** A greeting that is looked up. */
export type GreetingFunction = Exclude<OpenDeskOptions['greeting'], string | undefined>;

const ownHandlers = ['establish', 'chat', 'close', 'dedupe', 'ordered'];

/** Options of a desk, checked and with their defaults; what is the webhook's is left for the webhook to check. */
export type DeskSettings = z.output<typeof schema>;

/** Checks the options of a desk; throws kind `input`. */
export function deskSettings(options: DeskOptions): DeskSettings {
  const settings = parseOptions(schema, options);
  const wrong = ownHandlers.filter((name) => name in options);
  if (wrong.length > 0)
    throw inputError(`${wrong.join(', ')}: the desk does this itself; use its hooks, or createHumanWebhook`);
  const { remind, waitTimeoutMs, maxWaiting, whenFull } = settings;
  if (remind.waitingMs !== undefined && remind.waitingMs > waitTimeoutMs) {
    throw inputError('remind.waitingMs: exceeds waitTimeoutMs, when GPTBots has given up already');
  }
  if (whenFull && maxWaiting === undefined) throw inputError('whenFull: needs maxWaiting; without it, no line is full');
  return settings;
}
