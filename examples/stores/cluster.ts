import { redisStore } from 'gptbots-human/redis';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';

/** With node-redis. */
export async function withNodeRedis(urls: string[]) {
  const cluster = createCluster({ rootNodes: urls.map((url) => ({ url })) });
  cluster.on('error', (error: Error) => console.error(error.message));
  await cluster.connect();
  return { store: redisStore(cluster), close: () => cluster.close() };
}

/** With ioredis. */
export function withIoRedis(urls: string[]) {
  const cluster = new Cluster(urls);
  cluster.on('error', (error) => console.error(error.message));
  return { store: redisStore(cluster), close: () => cluster.quit() };
}
