import { isObject } from '../internal/json-object.ts';
import { maxTranscriptLines } from '../models/limits.ts';

/** An object with any fields, such as a request. */
export type Fields = Record<string, unknown>;

// Far more than any edition has. Only requests that are made to keep a server busy are refused.
const maxFields = 1_000;
const maxTranscriptFields = 50_000;

// A field takes at least this many characters of JSON, so a short text cannot have too many fields.
const minCharsPerField = 5;

/**
 * Says which part of a request has too many fields, if any. Called before a schema looks at each field. `chars` is the
 * length of the JSON; infinite when the body was parsed before.
 */
export function tooManyFields(request: Fields, chars: number): string | undefined {
  if (chars < maxFields * minCharsPerField) return undefined;
  const { user_info, body } = request;
  if (countOf(request) > maxFields) return `body: expected at most ${maxFields} fields`;
  if (countOf(user_info) > maxFields) return `user_info: expected at most ${maxFields} fields`;
  // The schema refuses a transcript of too many lines without looking at them.
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
