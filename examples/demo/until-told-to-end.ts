const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves at the first signal that ends a process; the second and third of one Ctrl-C change nothing. The terminal, npm and
 * tsx each send their own.
 */
export function untilToldToEnd(): { over: Promise<void>; isOver(): boolean } {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    for (const signal of signals) {
      process.on(signal, () => {
        isOver = true;
        resolve();
      });
    }
  });
  return { over, isOver: () => isOver };
}
