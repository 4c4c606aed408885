import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { createPlatform } from 'gptbots-human/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';
import { intercepted } from './support/intercepted.ts';
import { openStore } from './support/open-store.ts';

const secret = 'a secret for tests';

describeWithRedis('the round trips of a desk on Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  describe.each(packages)('with $name', ({ name, connect }) => {
    it.each([
      { greeting: 'Hi', stepsOfEstablish: 2 },
      { greeting: undefined, stepsOfEstablish: 1 },
    ])('are two for each step: greeting $greeting', async ({ greeting, stepsOfEstablish }) => {
      const commands: string[] = [];
      const connected = await connect(server);
      // The first commands bring the scripts.
      await openStore(connected.client).store.step('chat', chatOf('c', 'hello'));
      const client = intercepted(connected.client, (command) => {
        const operation = operationOf(command);
        if (operation) commands.push(operation);
      });
      const platform = createPlatform({ secret });
      const desk = createDesk({
        client: new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch }),
        secret,
        store: redisStore(client, { prefix: `${name} ${greeting}` }),
        greeting,
        logger: {},
      });
      onTestFinished(() => desk.shutdown());
      platform.connect(desk.webhook);
      const expected: string[] = [];
      // Compared from the beginning: what comes late is seen, too.
      const made = async (steps: number) => {
        for (let step = 0; step < steps; step++) expected.push('load', 'commit');
        await expect.poll(() => commands).toEqual(expected);
      };
      const visitor = await platform.visitor();
      await made(stepsOfEstablish);
      await visitor.say('hello');
      await made(1);
      await desk.reply(visitor.conversationId, 'hi');
      await made(2);
      await desk.close(visitor.conversationId);
      await made(2);
      const left = await platform.visitor();
      await made(stepsOfEstablish);
      await left.leave();
      await made(1);
      await desk.shutdown();
      await made(0);
    });
  });
});

/** Which of the two scripts about a conversation it is; sweeps ask for more than one. */
function operationOf([, , keyCount, ...keys]: unknown[]): 'load' | 'commit' | undefined {
  if (!String(keys[1]).includes('}c:')) return undefined;
  return Number(keyCount) > 4 ? 'commit' : 'load';
}
