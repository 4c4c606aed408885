/** What a report may say of something thrown. */
export interface Thrown {
  name: string;
  message: string;
  stack: string;
}

/** Reads what was thrown, which may be anything: a string, a revoked proxy, an error whose getters throw. Never throws. */
export function readThrown(error: unknown): Thrown {
  const isError = readSafely(() => error instanceof Error) ?? false;
  if (!isError) return { name: typeof error, message: '', stack: '' };
  return { name: textOf(error, 'name') || 'Error', message: textOf(error, 'message'), stack: textOf(error, 'stack') };
}

/** The result of `read`; undefined when reading throws, as it may with an object of somebody else's. */
export function readSafely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function textOf(error: unknown, key: 'name' | 'message' | 'stack'): string {
  // Checked by the caller to be an error, whose fields may hold anything all the same.
  const value = readSafely(() => (error as Record<string, unknown>)[key]);
  return typeof value === 'string' ? value : '';
}
