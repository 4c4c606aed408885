import { isObject } from '../internal/json-object.ts';
import { maxTranscriptLines } from '../models/limits.ts';

/** An object of fields, such as a request. */
export type Fields = Record<string, unknown>;

// Far more than any edition has: only a request that was made to keep a server busy is refused.
const maxFields = 1_000;
const maxTranscriptFields = 50_000;

// Of JSON. A field takes more; so a short text need not be looked at.
const minCharsPerField = 5;

/**
 * Says what of a request has too many fields, if anything. To be asked before a schema looks at each of them. `chars` is
 * the length of the JSON, if it came as such.
 */
export function tooManyFields(request: Fields, chars: number): string | undefined {
  if (chars < maxFields * minCharsPerField) return undefined;
  const { user_info, body } = request;
  if (countOf(request) > maxFields) return `body: expected at most ${maxFields} fields`;
  if (countOf(user_info) > maxFields) return `user_info: expected at most ${maxFields} fields`;
  // A transcript of too many lines is refused by the schema, which does not look at them either.
  if (!Array.isArray(body) || body.length > maxTranscriptLines) return undefined;
  if (chars < maxTranscriptFields * minCharsPerField) return undefined;
  let left = maxTranscriptFields;
  for (const line of body) {
    left -= countOf(line);
    if (left < 0) return `body: expected at most ${maxTranscriptFields} fields in all lines`;
  }
  return undefined;
}

function countOf(value: unknown): number {
  return isObject(value) ? Object.keys(value).length : 0;
}
