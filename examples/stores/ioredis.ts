import type { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { Redis } from 'ioredis';

export function openDesk(client: GptBotsHumanClient, secret: string, url: string) {
  const redis = new Redis(url);
  redis.on('error', (error) => console.error(error.message));
  const desk = createDesk({ client, secret, store: redisStore(redis) });
  const close = () => desk.shutdown().then(() => redis.quit());
  return { desk, close };
}
