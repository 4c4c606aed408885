import { readField, readSafely } from './thrown.ts';

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
    const errors = readField(one, 'errors');
    const cause = readField(one, 'cause');
    const inner = readSafely(() => Array.isArray(errors) && [...errors.slice(0, most)]) || [];
    if (inner.length === 0 && cause) inner.push(cause);
    if (inner.length === 0 || depth > deepest)
      found.push({ name: readField(one, 'name'), message: readField(one, 'message'), code: readField(one, 'code') });
    else for (const each of inner) look(each, depth + 1);
  };
  look(error, 0);
  return found;
}
