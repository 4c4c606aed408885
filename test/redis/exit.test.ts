import { afterAll, beforeAll, it } from 'vitest';
import { expectDeskToEnd } from '../desk/support/expect-desk-to-end.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

describeWithRedis('a process that has shut its desk on Redis down', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  it('ends by itself once its own client is closed', () => expectDeskToEnd({ REDIS_URL: server.url }));
});
