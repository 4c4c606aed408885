import { readSafely } from './thrown.ts';

const deepest = 8;
const most = 50;

/** What is known of an error: only what can be read, whatever was thrown. */
export interface Cause {
  name: unknown;
  message: unknown;
  code: unknown;
}

/**
 * What lies behind an error. Happy eyeballs fails with one error per address inside an AggregateError. Never throws, and
 * looks at so many errors only: they may hold each other.
 */
export function rootCauses(error: unknown): Cause[] {
  const found: Cause[] = [];
  const look = (one: unknown, depth: number) => {
    if (found.length === most) return;
    const errors = fieldOf(one, 'errors');
    const cause = fieldOf(one, 'cause');
    const inner = readSafely(() => Array.isArray(errors) && [...errors.slice(0, most)]) || [];
    if (inner.length === 0 && cause) inner.push(cause);
    if (inner.length === 0 || depth > deepest)
      found.push({ name: fieldOf(one, 'name'), message: fieldOf(one, 'message'), code: fieldOf(one, 'code') });
    else for (const each of inner) look(each, depth + 1);
  };
  look(error, 0);
  return found;
}

function fieldOf(error: unknown, key: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  // An object; what it holds may be anything.
  return readSafely(() => (error as Record<string, unknown>)[key]);
}
