// A process that has a whole session, shuts its desk down, and has nothing left to keep it alive.
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, memoryStore } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { createPlatform } from 'gptbots-human/testing';
import { createClient } from 'redis';

const url = process.env.REDIS_URL;
const redis = url ? await createClient({ url }).connect() : undefined;
const platform = createPlatform({ secret: 'secret' });
const desk = createDesk({
  client: new GptBotsHumanClient({ apiKey: 'key', fetch: platform.fetch }),
  secret: 'secret',
  store: redis ? redisStore(redis) : memoryStore(),
  greeting: 'One minute, please.',
});
platform.connect(desk.webhook);

const following = (async () => {
  for await (const { type } of desk.events()) console.log(type);
})();
const visitor = await platform.visitor();
await visitor.nextReply();
await visitor.say('hello');
await desk.reply(visitor.conversationId, 'Hi');
const open = await platform.visitor();
await open.nextReply();
await desk.close(visitor.conversationId, { farewell: 'Bye' });
await desk.shutdown();
await following;
// The developer's own.
await redis?.close();
await platform.close();
console.log('shut down');
