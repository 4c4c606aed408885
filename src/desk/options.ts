import * as z from 'zod';
import type { GptBotsHumanClient } from '../client/client.ts';
import { type Clock, systemClock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
import { anyDuration, callback, duration, inputError, instance, parseOptions } from '../internal/options.ts';
import type { EstablishRequest } from '../models/webhook.ts';
import type { Declined } from '../webhook/decline.ts';
import type { HumanWebhookOptions } from '../webhook/types.ts';
import type { DeskHooks } from './delivery/hooks.ts';
import { memoryStore } from './memory/memory-store.ts';
import type { DeskStore } from './store/desk-store.ts';

type WebhookOptions = Omit<
  HumanWebhookOptions,
  'establish' | 'chat' | 'close' | 'dedupe' | 'ordered' | 'onError' | 'logger'
>;

/** Options of `createDesk`: these, and those of the webhook. Its own duplicate check is off: the store decides. */
export interface DeskOptions extends WebhookOptions, DeskHooks {
  /** Sends the replies. */
  client: Pick<GptBotsHumanClient, 'sendReply' | 'closeSession'>;
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
   * Whether to take a user. `false` or a `decline()` shows them "Busy" and opens no session. May be asked twice for the
   * same user, so it must have no effects. @default everybody is taken
   */
  accept?: ((request: EstablishRequest) => boolean | Declined | Promise<boolean | Declined>) | undefined;
  /**
   * The first thing a user reads, sent once establish was answered. It also stops GPTBots' waiting timeout. @default
   * none
   */
  greeting?: string | undefined;
  /** Called for every error in your code, in the store, or in the background. */
  onError?: ((error: unknown, info: { conversation_id: string | undefined }) => void) | undefined;
  /** Never gets a secret, a text or an address. @default warnings and errors go to the console */
  logger?: Logger | undefined;
  /** @default the time of this machine */
  clock?: Clock | undefined;
}

const schema = z.looseObject({
  client: z.custom<DeskOptions['client']>(
    (value) =>
      ['sendReply', 'closeSession'].every(
        (name) => typeof (value as Record<string, unknown> | null)?.[name] === 'function',
      ),
    'expected a GptBotsHumanClient',
  ),
  store: instance<DeskStore>().default(() => memoryStore()),
  waitTimeoutMs: duration.default(60_000),
  idleTimeoutMs: anyDuration.default(86_400_000),
  orphanTimeoutMs: anyDuration.default(3_600_000),
  maxOrphans: z.int().positive().default(10_000),
  accept: callback<NonNullable<DeskOptions['accept']>>().optional(),
  greeting: z.string().trim().min(1).optional(),
  onOpened: callback<NonNullable<DeskHooks['onOpened']>>().optional(),
  onMessage: callback<NonNullable<DeskHooks['onMessage']>>().optional(),
  onClosed: callback<NonNullable<DeskHooks['onClosed']>>().optional(),
  onUnanswered: callback<NonNullable<DeskHooks['onUnanswered']>>().optional(),
  onError: callback<NonNullable<DeskOptions['onError']>>().optional(),
  logger: instance<Logger>().optional(),
  // A function, because zod 4 copies a plain object (https://github.com/colinhacks/zod/issues/5826), and `===
  // systemClock` would never be true.
  clock: instance<Clock>().default(() => systemClock),
});

const ownHandlers = ['establish', 'chat', 'close', 'dedupe', 'ordered'];

/** Options of a desk, checked and with their defaults; what is the webhook's is left for the webhook to check. */
export type DeskSettings = z.output<typeof schema>;

/** Checks the options of a desk; throws kind `input`. */
export function deskSettings(options: DeskOptions): DeskSettings {
  const settings = parseOptions(schema, options);
  const wrong = ownHandlers.filter((name) => name in options);
  if (wrong.length > 0)
    throw inputError(`${wrong.join(', ')}: the desk does this itself; use its hooks, or createHumanWebhook`);
  return settings;
}
