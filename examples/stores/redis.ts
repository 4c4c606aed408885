// A desk of several instances: each runs this, with the same Redis and the same prefix.
import type { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { createClient } from 'redis';

export async function openDesk(client: GptBotsHumanClient, secret: string, url: string) {
  const redis = createClient({ url });
  redis.on('error', (error: Error) => console.error(error.message)); // without this, a lost connection ends the process
  await redis.connect();
  const desk = createDesk({ client, secret, store: redisStore(redis) });
  const close = () => desk.shutdown().then(() => redis.close());
  return { desk, close };
}
