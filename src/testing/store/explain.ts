import { isGptBotsHumanError } from '../../internal/error.ts';
import type { Matchers } from './suite.ts';

/** A failure of a test, with what the database has to do at the end of its message; see `duties.ts`. */
export function explained(failure: unknown, duty: string): unknown {
  if (!(failure instanceof Error)) return failure;
  const why = isGptBotsHumanError(failure) && failure.kind === 'store' ? saidBy(failure.cause) : '';
  return extended(failure, (message) => `${message}${why}\n\nWhat a DeskDatabase has to do: ${duty}`);
}

// The store keeps the name and the code of an error, because its text may hold what a customer wrote.
function saidBy(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('name' in cause) || !('message' in cause)) return '';
  const code = cause.message ? ` (${cause.message})` : '';
  return `\nThe database threw: ${cause.name}${code}. For its text, catch and log it in the method of your DeskDatabase.`;
}

/** Matchers whose failures begin with a reason: Jest's `expect` takes none. */
export function because(matchers: Matchers, why: string | undefined): Matchers {
  if (why === undefined) return matchers;
  return new Proxy(matchers, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'not') return because(target.not, why);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        try {
          return value.apply(target, given);
        } catch (error) {
          throw error instanceof Error ? extended(error, (message) => `${why}: ${message}`) : error;
        }
      };
    },
  });
}

/** The result of a test, or an error when it does not end in time. */
export async function within<T>(timeoutMs: number, test: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(
      `The test did not end within ${timeoutMs / 1000} s. Either something it waits for never comes, or the database is slow: ` +
        'then pass `timeoutMs` to storeContract.',
    );
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    return await Promise.race([test, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Jest shows the stack, of which the message is a part.
function extended(error: Error, change: (message: string) => string): Error {
  const { message, stack } = error;
  error.message = change(message);
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  return error;
}
