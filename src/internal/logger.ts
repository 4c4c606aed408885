import { asPromise, isThenable } from './as-promise.ts';

/** Where to log; `console`, winston and most loggers fit as they are. No method is required. */
export interface Logger {
  /** Gets what is of interest while looking for an error. */
  debug?(message: string, fields?: Record<string, unknown>): void;
  /** Gets what is worth knowing. */
  info?(message: string, fields?: Record<string, unknown>): void;
  /** Gets refused requests and retries. */
  warn?(message: string, fields?: Record<string, unknown>): void;
  /** Gets failures of your code. */
  error?(message: string, fields?: Record<string, unknown>): void;
}

/** Logs without ever failing: a logger that throws must not cost a customer their message. */
export function log(logger: Logger, level: keyof Logger, message: string, fields: Record<string, unknown>): void {
  notify(() => logger[level]?.(message, fields));
}

/** Calls somebody else's hook; what it throws or rejects with goes nowhere. */
export function notify(hook: () => unknown): void {
  try {
    const result = hook();
    if (isThenable(result)) asPromise(result).catch(() => {});
  } catch {
    // A hook observes; it does not take part.
  }
}
