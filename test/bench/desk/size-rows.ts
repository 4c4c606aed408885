import { redisCommand } from '../../helpers/redis-command.ts';
import { runProgram } from './program.ts';
import { atMost } from './row.ts';
import type { Measurement, OpenPlace } from './store-place.ts';

const targets = { memory: 1_200, redis: 1_300 };

/** What a session with two messages takes. The newest events are kept beside the sessions; here next to none are, so that they do not count. */
export const sizeRows: Measurement = async (place, { isWanted, isQuick }) => {
  const name = place.label('bytes per session with two messages');
  if (!isWanted(name)) return [];
  console.error(`${name} ...`);
  const count = isQuick ? 20_000 : 100_000;
  const opened = await place.open();
  try {
    const before = await usedMemory(opened);
    const env = { ...opened.env, BENCH_SESSIONS: String(count) };
    const heap: { bytes: number } = await runProgram('sessions', { env, flags: ['--expose-gc'] });
    const bytes = place.kind === 'memory' ? heap.bytes : (await usedMemory(opened)) - before;
    return [atMost(name, [bytes / count], targets[place.kind], (each) => `${Math.round(each).toLocaleString('en')} B`)];
  } finally {
    await opened.close();
  }
};

async function usedMemory({ port }: OpenPlace): Promise<number> {
  if (!port) return 0;
  const info = await redisCommand(port, 'INFO', 'memory');
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
}
