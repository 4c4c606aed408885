import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// One turn of the event loop that takes so much CPU time holds up every other request.
const maxTurnMs = 1_000;
// After the caches are full. A request that leaves a listener or a timer behind leaves more than that within thousands.
const maxGrowthBytes = 16 * 1024 * 1024;

/** Reports what a process must not do meanwhile: fail unhandled, warn of leaks, stand still, keep memory. */
export function watchProcess(report: (finding: string) => void): { mark(): void; stop(): Promise<void> } {
  const onRejection = (reason: unknown) => report(`unhandled rejection: ${described(reason)}`);
  const onException = (error: unknown) => report(`uncaught exception: ${described(error)}`);
  const onWarning = (warning: Error) => {
    if (warning.name === 'MaxListenersExceededWarning') report(described(warning));
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  process.on('warning', onWarning);

  // CPU time and not time: a busy machine may let the process wait.
  let last = cpuMs();
  const watch = setInterval(() => {
    const now = cpuMs();
    if (now - last > maxTurnMs) report(`one turn of the event loop took ${Math.round(now - last)} ms of CPU time`);
    last = now;
  }, 20);
  let marked: number | undefined;

  return {
    mark() {
      marked ??= heapBytes();
      last = cpuMs();
    },
    async stop() {
      // What failed in the last turn is reported in the next.
      await pause(20);
      clearInterval(watch);
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
      process.off('warning', onWarning);
      const growth = marked === undefined ? 0 : heapBytes() - marked;
      if (growth > maxGrowthBytes) report(`the heap has grown by ${growth} bytes`);
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

function described(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
