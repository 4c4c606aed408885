import { redisStore } from 'gptbots-human/redis';
import { beforeAll, describe, expect, it } from 'vitest';
import { play } from '../../src/testing/store/model/describe-model.ts';
import { modelRetentionMs } from '../../src/testing/store/model/plain-store.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';

const histories = 300;

describeWithRedis('a Redis store', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  describe.each(packages)('with $name', ({ name, connect }) => {
    it(`says the same as the rules through ${histories} random histories`, async () => {
      const { client } = await connect(server);
      for (let seed = 1; seed <= histories; seed++) {
        const store = redisStore(client, { prefix: `${name} ${seed}`, retentionMs: modelRetentionMs });
        await play(expect, seed, store, new Map());
      }
    });
  });
});
