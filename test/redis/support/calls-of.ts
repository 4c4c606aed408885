import { redisCommand } from '../../helpers/redis-command.ts';
import type { RedisServer } from '../../helpers/redis-server.ts';

/** How often a command was called since the server began, or since its statistics were reset. */
export async function callsOf({ port }: RedisServer, command: string): Promise<number> {
  const statistics = await redisCommand(port, 'INFO', 'commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(statistics)?.[1] ?? 0);
}
