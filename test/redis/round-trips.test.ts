import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { type RedisClient, redisStore } from 'gptbots-human/redis';
import { createPlatform } from 'gptbots-human/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';

const secret = 'a secret for tests';

describeWithRedis('the round trips of a desk on Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  describe.each(packages)('with $name', ({ name, connect }) => {
    it.each([
      { greeting: 'Hi', ofEstablish: ['establish', 'settle'] },
      { greeting: undefined, ofEstablish: ['establish'] },
    ])('are few: greeting $greeting', async ({ greeting, ofEstablish }) => {
      const { client, commands } = counted((await connect(server)).client);
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
      // The first command of all brings the script, and asks for the time.
      const warm = await platform.visitor();
      await warm.leave();
      await expect.poll(() => commands).toEqual(expect.arrayContaining([...ofEstablish, 'close']));
      commands.length = 0;

      const expected: string[] = [];
      // Compared from the beginning: what comes late is seen, too.
      const made = async (...operations: string[]) => {
        expected.push(...operations);
        await expect.poll(() => commands.filter((operation) => operation !== 'sweep')).toEqual(expected);
      };
      const visitor = await platform.visitor();
      await made(...ofEstablish);
      await visitor.say('hello');
      await made('chat');
      await desk.reply(visitor.conversationId, 'hi');
      await made('reply', 'settle');
      await desk.close(visitor.conversationId);
      await made('requestClose', 'settle');
      const left = await platform.visitor();
      await made(...ofEstablish);
      await left.leave();
      await made('close');
      await desk.shutdown();
      await made();
    });
  });
});

/** Notes each command that goes over the client: of a script its operation. */
function counted(client: RedisClient): { client: RedisClient; commands: string[] } {
  const commands: string[] = [];
  const note = ([command, _script, _keys, _key, operation]: unknown[]) => {
    commands.push(`${String(command).startsWith('EVAL') ? operation : command}`);
  };
  const proxy = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        // `sendCommand` takes the whole command as a list, `call` what comes after its name.
        if (name === 'sendCommand' && Array.isArray(given[0])) note(given[0]);
        if (name === 'call' && Array.isArray(given[1])) note([given[0], ...given[1]]);
        return value.apply(target, given);
      };
    },
  });
  return { client: proxy, commands };
}
