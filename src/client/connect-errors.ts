import { readSafely } from '../internal/thrown.ts';

const errors = new WeakSet<object>();
let isWatching = false;

/**
 * Listens for the errors that end undici's attempts to connect. The errors alone do not tell whether there was a
 * connection, but undici publishes them on a diagnostics channel. This covers Node's `fetch` and every copy of undici
 * in the process. Needs `process.getBuiltinModule`, so Node 20.16 (https://github.com/nodejs/node/pull/52762); older
 * versions and other runtimes go by the error alone.
 */
export function watchConnectErrors(): void {
  if (isWatching) return;
  isWatching = true;
  // One listener for the life of the process. It holds errors weakly, so they can be garbage collected. Reading throws
  // where there is no such module.
  readSafely(() =>
    globalThis.process
      .getBuiltinModule('node:diagnostics_channel')
      .subscribe('undici:client:connectError', (message) => {
        const { error } = message as { error?: unknown };
        if (typeof error === 'object' && error !== null) errors.add(error);
      }),
  );
}

/** Whether an error ended an attempt to connect, so that nothing was sent. */
export function isConnectError(error: unknown): boolean {
  // The cast holds: a WeakSet says of anything that is no object that it does not have it.
  return errors.has(error as object);
}
