import { redisCommand } from '../../../helpers/redis-command.ts';
import type { Variant } from '../../child.ts';

/**
 * The same, with Redis' own time in place of the time of the program: what it says of the commands that came from outside. All of
 * them run scripts; it counts the commands in those once more.
 */
export function timedByRedis(variant: Variant, port: number): Variant {
  return {
    name: variant.name,
    stop: () => variant.stop(),
    async measure(calls) {
      const before = await scriptMicros(port);
      const { wallMicros } = await variant.measure(calls);
      return { wallMicros, cpuMicros: ((await scriptMicros(port)) - before) / calls };
    },
  };
}

async function scriptMicros(port: number): Promise<number> {
  const info = await redisCommand(port, 'INFO', 'commandstats');
  return [...info.matchAll(/^cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)/gm)].reduce(
    (sum, [, usec]) => sum + Number(usec),
    0,
  );
}
