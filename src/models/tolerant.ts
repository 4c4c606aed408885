import * as z from 'zod';
import { isObject } from '../internal/json-object.ts';
import { maxNameLength, maxUnknownDepth, maxUnknownValues } from './limits.ts';

// Only what is required may refuse a request: a visitor is not turned away for a field that nobody needs. What is optional
// and odd is left out, and a number in place of a text becomes one. Plain functions, as a `catch` would make an error for
// each odd field, and a union costs every good one.

/** Any text. */
export const text = z.transform(readText).optional();

/** Any text; `''` for null or nothing. */
export const textOrEmpty = z.transform((value) => (isNone(value) ? '' : (readText(value) ?? '')));

/** A text that names somebody or something. */
export const name = z.transform(readName).optional();

/** Such a text, which should be there; `''` when it is not. */
export const nameOrEmpty = z.transform((value) => (isNone(value) ? odd() : readName(value)) ?? '');

/** Where to reach somebody. The number 0 means that there is no address. */
export const address = z.transform((value) => (value === 0 ? odd() : readName(value))).optional();

/** A field that no edition knows. Left out when it is so large or so deep that whoever walks over it would be held up. */
export const unknownField = z.transform((value) => (isSmall(value) ? value : odd()));

/** An object that keeps `schema`. */
export function objectOf<Schema extends z.ZodType>(schema: Schema) {
  // Not `preprocess`: the type that newer versions of zod 4 give to it is not in older ones.
  return z.pipe(
    z.transform((value: unknown) => (isPlain(value) || isNone(value) ? value : odd())),
    schema.nullish(),
  );
}

/** A list of objects that keep `schema`, empty for null or nothing. One of over `max` is refused before it is looked at. */
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
 * How often something odd was met so far, in this process. Whether it grew while a request was parsed, which is never
 * interrupted, tells whether it is worth a look at what came of it.
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
  // Beyond 2^53 digits were lost on the way: the text might name somebody else.
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
}

function readName(value: unknown): string | null | undefined {
  const read = readText(value);
  return read && read.length > maxNameLength ? odd() : read;
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

// A promise is for code: zod takes one that a transform returns for a check that goes on, and nobody hears of its failure.
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
