import { vi } from 'vitest';

// A safety net: nothing that works takes as long, on however busy a machine.
const patience = { timeout: 60_000 };

/** Waits until an assertion holds. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, patience);
}

/** Waits until something is so. */
export function until<T>(condition: () => T | Promise<T>) {
  return vi.waitUntil(condition, patience);
}
