/** What the bench asks of a child process. */
export type Question = { ask: 'usage' } | { ask: 'run'; calls: number };

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
