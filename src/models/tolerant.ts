import * as z from 'zod';
import { isObject } from '../internal/json-object.ts';
import { maxNameLength, maxUnknownDepth, maxUnknownValues } from './limits.ts';

// A request is refused only for its required fields, so that no user is turned away for a field that nobody needs. An
// optional field of another type than documented is "odd": a number becomes text, everything else is left out.
//
// These are plain functions for speed. In zod 4, `catch` creates an error for each odd field, and a union slows down
// all others.

/** Any text. */
export const text = z.transform(readText).optional();

/** Any text; `''` for null or a missing field. */
export const textOrEmpty = z.transform((value) => (isNone(value) ? '' : (readText(value) ?? '')));

/** An id or a name. */
export const name = z.transform(readName).optional();

/** An id or a name that should be there. `''` when it is missing, which counts as odd. */
export const nameOrEmpty = z.transform((value) => (isNone(value) ? odd() : readName(value)) ?? '');

/** A phone number or an e-mail address. Some platforms send the number 0 for none: it is left out, as an odd field. */
export const address = z.transform((value) => (value === 0 ? odd() : readName(value))).optional();

/**
 * A field that no edition of the documentation has. Left out when it is too large or too deep to be walked over
 * quickly.
 */
export const unknownField = z.transform((value) => (isSmall(value) ? value : odd()));

/** An object that matches `schema`. */
export function objectOf<Schema extends z.ZodType>(schema: Schema) {
  // Not `z.preprocess`: newer versions of zod 4 give it a type that older ones do not have.
  return z.pipe(
    z.transform((value: unknown) => (isPlain(value) || isNone(value) ? value : odd())),
    schema.nullish(),
  );
}

/**
 * A list of objects that match `schema`. Empty for null or a missing field. A list of more than `max` is refused
 * unread.
 */
export function listOf<Schema extends z.ZodType>(schema: Schema, max: number) {
  const listed = z.transform((value: unknown, context) => {
    if (!Array.isArray(value)) {
      if (!isNone(value)) odd();
      return [];
    }
    if (value.length > max) {
      context.addIssue({ code: 'custom', message: `expected at most ${max} lines` });
      return [];
    }
    if (value.every(isPlain)) return value;
    odd();
    return value.filter(isPlain);
  });
  return z.pipe(listed, z.array(schema));
}

/**
 * The number of odd fields so far in this process. Parsing is synchronous, so a caller can compare the number before
 * and after to know whether a request had any.
 */
export function oddities(): number {
  return met;
}

let met = 0;

function odd(): undefined {
  met += 1;
  return undefined;
}

function readText(value: unknown): string | null | undefined {
  if (typeof value === 'string' || value === null || value === undefined) return value;
  odd();
  // Beyond 2^53 JSON.parse has lost digits, so the text might be the id of another user.
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
}

function readName(value: unknown): string | null | undefined {
  const read = readText(value);
  return read && read.length > maxNameLength ? odd() : read;
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

// A promise is no data. If a transform returned one, zod 4 would take it for an asynchronous check.
function isPlain(value: unknown): boolean {
  return isObject(value) && !(value instanceof Promise);
}

function isSmall(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Promise) return false;
  let left = maxUnknownValues;
  const fits = (parent: object, depth: number): boolean =>
    depth <= maxUnknownDepth &&
    Object.values(parent).every((child: unknown) => {
      left -= 1;
      return left >= 0 && (typeof child !== 'object' || child === null || fits(child, depth + 1));
    });
  return fits(value, 1);
}
