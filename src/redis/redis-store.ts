import * as z from 'zod';
import { type DatabaseStoreOptions, databaseOptions, databaseStore } from '../desk/store/database-store.ts';
import type { DeskStore } from '../desk/store/desk-store.ts';
import { parseOptions } from '../internal/options.ts';
import { Keys } from './keys.ts';
import { connectionOf, type RedisClient } from './redis-client.ts';
import { RedisDatabase } from './redis-database.ts';

/** Options of `redisStore`. */
export interface RedisStoreOptions extends DatabaseStoreOptions {
  /** The prefix of all keys; the store puts it in braces. Each desk needs its own. @default 'gptbots' */
  prefix?: string | undefined;
}

const schema = z.strictObject({
  prefix: z
    .string()
    .regex(/^[^{}]+$/, 'expected text without braces')
    .default('gptbots'),
  ...databaseOptions,
});

/**
 * Keeps sessions in Redis 7 or later, for several instances of a desk.
 *
 * @param client a connected client of `redis` or `ioredis`, for one server, a cluster, or a server that Sentinels name.
 *   The store does not close it. It opens one more connection when events are followed, and closes only that one.
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong, or the client cannot be used
 *
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).connect();
 * const desk = createDesk({ client: gptbots, secret, store: redisStore(client) });
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): DeskStore {
  const { prefix, ...rest } = parseOptions(schema, options);
  return databaseStore(new RedisDatabase(connectionOf(client, rest.commandTimeoutMs), new Keys(prefix)), rest);
}
