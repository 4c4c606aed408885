import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { createClient } from 'redis';

const { REDIS_URL, REDIS_PREFIX } = process.env;

/** Sessions in the Redis of REDIS_URL, for several instances; without one, in this process. */
export async function openStore(): Promise<{ store: DeskStore; close(): Promise<void> }> {
  if (!REDIS_URL) return { store: memoryStore(), close: async () => {} };
  const client = createClient({ url: REDIS_URL });
  // It reconnects by itself. The desk reports what failed meanwhile.
  client.on('error', (error: Error) => console.error(`Redis: ${error.message}`));
  await client.connect();
  // It is closed already when the process is told to end twice.
  const close = async () => {
    if (client.isOpen) await client.close();
  };
  return { store: redisStore(client, { prefix: REDIS_PREFIX || 'gptbots' }), close };
}
