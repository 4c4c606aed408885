import { readSafely } from '../internal/thrown.ts';

const errors = new WeakSet<object>();
let isWatching = false;

/**
 * Has undici, which is Node's `fetch` too, say which errors ended an attempt to connect: it knows, and its errors do not
 * tell. Covers every copy of undici in this process, whatever its dispatcher, proxy or lookup fails with. Other runtimes
 * have no such channel, nor has Node before 20.16.
 */
export function watchConnectErrors(): void {
  if (isWatching) return;
  isWatching = true;
  // One listener for as long as the process lives. What it keeps goes with the errors.
  readSafely(() =>
    globalThis.process
      ?.getBuiltinModule?.('node:diagnostics_channel')
      .subscribe('undici:client:connectError', (message) => {
        const { error } = message as { error?: unknown };
        if (typeof error === 'object' && error !== null) errors.add(error);
      }),
  );
}

/** Whether an error ended an attempt to connect, so that nothing was sent. */
export function isConnectError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && errors.has(error);
}
