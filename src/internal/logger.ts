import { asPromise, isThenable } from './as-promise.ts';

/** Where to log. `console`, winston and most other loggers fit as they are. Every method is optional. */
export interface Logger {
  /** Gets details for finding an error. */
  debug?(message: string, fields?: Record<string, unknown>): void;
  /** Gets notable events. */
  info?(message: string, fields?: Record<string, unknown>): void;
  /** Gets refused requests and retries. */
  warn?(message: string, fields?: Record<string, unknown>): void;
  /** Gets failures of your code. */
  error?(message: string, fields?: Record<string, unknown>): void;
}

/** Logs, and never throws: a broken logger must not cost a customer a message. */
export function log(logger: Logger, level: keyof Logger, message: string, fields: Record<string, unknown>): void {
  notify(() => logger[level]?.(message, fields));
}

/** Calls a hook of the developer's. What it throws or rejects with is ignored. */
export function notify(hook: () => unknown): void {
  try {
    const result = hook();
    if (isThenable(result)) asPromise(result).catch(() => {});
  } catch {
    // A hook only observes. It must not change what happens.
  }
}
