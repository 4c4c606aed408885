import { readSafely } from './thrown.ts';

const deepest = 8;
const most = 50;

/** The fields of a thrown value that could be read. */
export interface Cause {
  name: unknown;
  message: unknown;
  code: unknown;
}

/**
 * The innermost causes of an error. There can be several: Node (20 and later) tries every address of a host, and fails
 * with an AggregateError of one error per address (https://github.com/nodejs/node/issues/54359). Never throws. Depth
 * and number are limited, because errors may contain each other.
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
  // The cast holds: it is an object. Its fields may be anything.
  return readSafely(() => (error as Record<string, unknown>)[key]);
}
