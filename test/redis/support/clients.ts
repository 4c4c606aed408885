import type { RedisClient } from 'gptbots-human/redis';
import { onTestFinished } from 'vitest';
import { connectIoredis, connectNodeRedis } from '../../helpers/redis-clients.ts';
import type { RedisServer } from '../../helpers/redis-server.ts';

/** A connected client of one of the two packages, with a way to send any command. */
export interface ConnectedClient {
  client: RedisClient;
  send(...args: string[]): Promise<unknown>;
}

/** The two packages; a client ends with its test. */
export const packages = [
  {
    name: 'node-redis',
    async connect(server: RedisServer): Promise<ConnectedClient> {
      const { client, quit } = await connectNodeRedis(server);
      onTestFinished(quit);
      return { client, send: (...args) => client.sendCommand(args) };
    },
  },
  {
    name: 'ioredis',
    async connect(server: RedisServer): Promise<ConnectedClient> {
      const { client, quit } = await connectIoredis(server);
      onTestFinished(quit);
      return { client, send: (command = '', ...args) => client.call(command, args) };
    },
  },
];
