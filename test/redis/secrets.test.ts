import { redisStore } from 'gptbots-human/redis';
import { expect, it, onTestFinished } from 'vitest';
import { failureOf } from '../client/support/client.ts';
import { canaries, expectNoCanaries, setUpWithCanaries, whole } from '../desk/support/canaries.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';

describeWithRedis('errors and logs of a desk whose Redis is gone', () => {
  it('hold no text, key, secret, name or address', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const { client, quit } = await connectNodeRedis(server);
    onTestFinished(quit);
    const { desk, platform, overheard } = setUpWithCanaries({
      store: redisStore(client, { commandTimeoutMs: 100, prefix: canaries.secret }),
    });
    const visitor = await platform.visitor({ email: canaries.email });
    await server.kill();
    expect(await visitor.say(canaries.said)).toMatchObject({ status: 503 });
    expect(await platform.visitor({ email: canaries.email, user: { phone: canaries.phone } })).toMatchObject({
      status: 'busy',
    });
    const errors = await Promise.all(
      [
        desk.reply(visitor.conversationId, canaries.reply),
        desk.close(visitor.conversationId, { farewell: canaries.farewell }),
        desk.link(visitor.conversationId, canaries.email),
        desk.find(canaries.email),
        desk.sessions({ userKey: `email:${canaries.email}` }),
      ].map(failureOf),
    );
    for (const error of errors) expect(error).toMatchObject({ kind: 'store' });
    expectNoCanaries({ ...overheard(), errors: errors.map(whole).join('\n') });
  });
});
