import { randomUUID } from 'node:crypto';
import type { DeskStore, StoreSettings } from 'gptbots-human/desk';
import { type RedisClient, type RedisStoreOptions, redisStore } from 'gptbots-human/redis';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/internal/clock.ts';

/** A store on the time of Redis, under a prefix of its own; shut down with its test. */
export function openStore(
  client: RedisClient,
  options: RedisStoreOptions = {},
  settings: Partial<StoreSettings> = {},
): { store: DeskStore; prefix: string } {
  const prefix = options.prefix ?? randomUUID();
  const store = redisStore(client, { ...options, prefix });
  const times = { waitTimeoutMs: 60_000, idleTimeoutMs: 3_600_000, orphanTimeoutMs: 3_600_000 };
  store.open({ ...times, clock: systemClock, ...settings });
  onTestFinished(() => store.shutdown());
  return { store, prefix };
}
