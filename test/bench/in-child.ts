import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the bench asks of a child process. */
export type Question = { ask: 'usage' } | { ask: 'run'; calls: number; what: string };

/** What a child process tells the bench. */
export type Report =
  | { tell: 'ready'; port?: number }
  | { tell: 'usage'; cpuMicros: number; handled: number }
  | { tell: 'ran'; cpuMicros: number; wallMicros: number }
  | { tell: 'failed'; why: string };

/** CPU time this process has used so far, of all its threads, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** From a child process to the bench. */
export function tell(report: Report): void {
  process.send?.(report);
}

/** In a child process: answers the bench, and ends with it. */
export function onQuestion(answer: (question: Question) => void): void {
  process.on('message', answer);
  process.on('disconnect', () => process.exit());
}

/** Which of the programs in its file this process is to be. */
export const programName = process.env.BENCH_PROGRAM ?? '';

let handled = 0;

/** What every handler does: the bench holds the count against the requests it sent. */
export function countHandled(): void {
  handled++;
}

/** Listens on a free port, and reports to the bench. */
export function serve(server: Server): void {
  // Connections are idle while the other variants are measured, for minutes on a busy machine.
  server.keepAliveTimeout = 600_000;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  // A TCP port: the address is not a pipe's.
  server.listen(0, '127.0.0.1', () => tell({ tell: 'ready', port: (server.address() as AddressInfo).port }));
  onQuestion(() => tell({ tell: 'usage', cpuMicros: cpuMicros(), handled }));
}

/** The handlers of every variant that has some: asynchronous, as nearly all real ones are. */
export const handlers = {
  establish: async () => countHandled(),
  chat: async () => countHandled(),
  close: async () => countHandled(),
};

/**
 * In a child process: makes as many calls as the bench asks for, so many at a time, and tells what they cost.
 *
 * @param call is told which call it is, counted from 0, and what the bench asks for, in a program that can do several things
 */
export function runCalls(concurrency: number, call: (n: number, what: string) => Promise<void>): void {
  let next = 0;

  async function run(calls: number, what: string): Promise<void> {
    const end = next + calls;
    const work = async () => {
      while (next < end) await call(next++, what);
    };
    const cpuBefore = cpuMicros();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: concurrency }, work));
    const wallMicros = (performance.now() - startedAt) * 1000;
    tell({ tell: 'ran', cpuMicros: cpuMicros() - cpuBefore, wallMicros });
  }

  onQuestion((question) => {
    if (question.ask !== 'run') return;
    run(question.calls, question.what).catch((error) => tell({ tell: 'failed', why: String(error) }));
  });
  tell({ tell: 'ready' });
}

/**
 * Keeps this process from sleeping. Waking the other end of a connection costs whoever writes to it as much as a small
 * request does: a slow program would pay that with every write, and a fast one, whose other end never comes to rest,
 * never. So the other end of what is measured does not rest.
 */
export function keepAwake(isBusy: () => boolean): void {
  if (isBusy()) setImmediate(keepAwake, isBusy);
}
