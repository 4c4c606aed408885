import { cpuMicros, onQuestion, tell } from './messages.ts';

/** In a child process: makes as many calls as the bench asks for, so many at a time, and tells what they cost. */
export function runCalls(concurrency: number, call: (n: number) => Promise<void>): void {
  let next = 0;

  async function run(calls: number): Promise<void> {
    const end = next + calls;
    const work = async () => {
      while (next < end) await call(next++);
    };
    const cpuBefore = cpuMicros();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: concurrency }, work));
    const wallMicros = (performance.now() - startedAt) * 1000;
    tell({ tell: 'ran', cpuMicros: cpuMicros() - cpuBefore, wallMicros });
  }

  onQuestion((question) => {
    if (question.ask === 'run') run(question.calls).catch((error) => tell({ tell: 'failed', why: String(error) }));
  });
  tell({ tell: 'ready' });
}
