const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const lookEveryMs = 500;

/**
 * Resolves at the first signal that ends a process; the second and third of one Ctrl-C change nothing. The terminal, npm and
 * tsx each send their own. Also when the parent is gone: `npm run` keeps a SIGTERM to itself and its shell, and ends.
 */
export function untilToldToEnd(): { over: Promise<void>; isOver(): boolean } {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      clearInterval(looking);
      isOver = true;
      resolve();
    };
    for (const signal of signals) process.on(signal, end);
    const parent = process.ppid;
    const looking = setInterval(() => process.ppid !== parent && end(), lookEveryMs).unref();
  });
  return { over, isOver: () => isOver };
}
