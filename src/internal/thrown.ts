/** What a report may show of a thrown value. */
export interface Thrown {
  name: string;
  message: string;
  stack: string;
}

/**
 * Reads a thrown value. It may be anything: a string, a revoked proxy, an error with throwing getters. Never throws.
 */
export function readThrown(error: unknown): Thrown {
  const isError = readSafely(() => error instanceof Error) ?? false;
  if (!isError) return { name: typeof error, message: '', stack: '' };
  return { name: textOf(error, 'name') || 'Error', message: textOf(error, 'message'), stack: textOf(error, 'stack') };
}

/** The result of `read`, or undefined when it throws. Foreign objects can throw when they are read. */
export function readSafely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A field of an object; undefined for anything else, and when it throws. */
export function readField(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  // The cast holds: any object can be asked for any field.
  return readSafely(() => (value as Record<PropertyKey, unknown>)[key]);
}

function textOf(error: unknown, key: 'name' | 'message' | 'stack'): string {
  const value = readField(error, key);
  return typeof value === 'string' ? value : '';
}
