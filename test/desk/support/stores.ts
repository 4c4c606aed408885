import { randomUUID } from 'node:crypto';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { isSystem } from '../../helpers/project.ts';
import { connectNodeRedis } from '../../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../helpers/redis-server.ts';

/** Gives the stores of several instances, one for each call, that all keep the same sessions. For one test. */
export type NewStore = () => Promise<DeskStore>;

/** Opens a place without sessions, and gives stores on it. */
export type OpenPlace = () => NewStore;

/** A suite about desks that has to hold on every store: `npm test` runs it in memory, `npm run test:system` on Redis. */
export function describeOnEachStore(name: string, suite: (openPlace: OpenPlace) => void): void {
  if (isSystem) describeOnRedis(name, suite);
  else describeInMemory(name, suite);
}

function describeInMemory(name: string, suite: (openPlace: OpenPlace) => void): void {
  describe(`${name}, in memory`, () => {
    suite(() => {
      const store = memoryStore();
      return async () => store;
    });
  });
}

function describeOnRedis(name: string, suite: (openPlace: OpenPlace) => void): void {
  describeWithRedis(`${name}, on Redis`, () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedisServer();
    });
    afterAll(() => server.stop());
    suite(() => {
      const prefix = randomUUID();
      return async () => {
        const { client, quit } = await connectNodeRedis(server);
        onTestFinished(quit);
        return redisStore(client, { prefix });
      };
    });
  });
}
