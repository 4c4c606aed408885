import { redisCommand } from '../../../helpers/redis-command.ts';
import { atMost } from '../../report.ts';
import type { OpenPlace } from '../places.ts';
import { runProgram } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

const targets = { memory: 1_200, redis: 1_300 };

/** What a session with two messages takes in memory. The newest events are kept beside the sessions; here next to none are, so that they do not count. */
export const bytesRows: Measurement = async (place, { isWanted, isQuick }) => {
  const { kind } = place;
  const name = place.label('bytes per session with two messages');
  if ((kind !== 'memory' && kind !== 'redis') || !isWanted(name)) return [];
  console.error(`${name} ...`);
  const count = isQuick ? 20_000 : 100_000;
  const opened = await place.open();
  try {
    const before = await usedMemory(opened);
    const env = { ...opened.env, BENCH_SESSIONS: String(count) };
    const heap: { bytes: number } = await runProgram('bytes', { env, flags: ['--expose-gc'] });
    const bytes = kind === 'memory' ? heap.bytes : (await usedMemory(opened)) - before;
    return [atMost(name, [bytes / count], targets[kind], (each) => `${Math.round(each).toLocaleString('en')} B`)];
  } finally {
    await opened.close();
  }
};

async function usedMemory({ port }: OpenPlace): Promise<number> {
  if (!port) return 0;
  const info = await redisCommand(port, 'INFO', 'memory');
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
}
