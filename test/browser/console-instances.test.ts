import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

describeWithRedis('three instances of the console on one Redis', () => {
  describeInChromium('agents on different instances', (browser) => {
    it('see the same, answer on any of them, and have one conversation at a time', async () => {
      const redis = await startRedisServer();
      onTestFinished(() => redis.stop());
      const env = { REDIS_URL: redis.url, REDIS_PREFIX: randomUUID() };
      const { platform, addresses } = await startConsoles({ instances: 3, env });
      const [ann, ben, eve] = await Promise.all([
        openConsole(browser(), addresses[0] ?? '', { name: 'Ann' }),
        openConsole(browser(), addresses[1] ?? '', { name: 'Ben' }),
        openConsole(browser(), addresses[2] ?? '', { name: 'Eve' }),
      ]);
      const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
      for (const agent of [ann, ben, eve]) await agent.open('Waiting', 'Bob');
      await ben.answer('I am Ben.');
      for (const agent of [ann, eve]) {
        await agent.line('I am Ben.').getByText('sent', { exact: true }).waitFor();
        await agent.page.getByText('Ben has this conversation.').waitFor();
      }
      // A load balancer gives each webhook to another instance.
      for (const [n, address] of addresses.entries()) {
        platform.connect(`${address}/gptbots`);
        await visitor.say(`question ${n}`);
        for (const agent of [ann, ben, eve]) await agent.shows(`question ${n}`);
      }
      await eve.take.click();
      await eve.answer('I am Eve.');
      for (const agent of [ann, ben]) await agent.page.getByText('Eve has this conversation.').waitFor();
      await eve.line('I am Eve.').getByText('sent', { exact: true }).waitFor();
      await eve.end();
      for (const agent of [ann, ben, eve]) {
        await agent.shows('The conversation is over: closed by an agent.');
        expect(await agent.texts()).toEqual(await ann.texts());
      }
      expect(visitor.replies.map(({ body }) => body)).toEqual(['I am Ben.', 'I am Eve.']);
      expect((await ann.texts()).slice(-5)).toEqual([
        'I am Ben.',
        'question 0',
        'question 1',
        'question 2',
        'I am Eve.',
      ]);
    });
  });
});
