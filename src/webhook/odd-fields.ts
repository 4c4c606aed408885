import { isObject } from '../internal/json-object.ts';
import type { Fields } from './field-limits.ts';

const maxNamed = 5;

/**
 * Names the fields of a request that the schema did not take as they came: what was given is compared with
 * what became of it. A timestamp of digits is not odd, and neither is null. Paths only, and a few of them at most.
 */
export function oddFields(given: Fields, parsed: Fields): string[] {
  const found: string[] = [];
  for (const key in given) {
    const before = given[key];
    const after = parsed[key];
    if (before === after || before === null || before === undefined || key === 'timestamp') continue;
    if (key === 'body' && Array.isArray(before)) compareLines(before, parsed.body as Fields[], found);
    else if (key === 'user_info' && isObject(before)) compare(before, parsed.user_info as Fields, 'user_info.', found);
    else found.push(shown(key));
    if (found.length >= maxNamed) return found;
  }
  // The one field whose absence is odd, though it refuses nobody; requests of other routes have none.
  if (parsed.bot_id === '' && given.bot_id !== '' && !found.includes('bot_id')) found.push('bot_id');
  return found;
}

// What is no object is missing in the lines that were made.
function compareLines(given: unknown[], parsed: Fields[], found: string[]): void {
  let next = 0;
  for (let index = 0; index < given.length && found.length < maxNamed; index++) {
    const before = given[index];
    const after = isObject(before) ? parsed[next++] : undefined;
    if (!isObject(before) || !after) found.push(`body.${index}`);
    else compare(before, after, `body.${index}.`, found);
  }
}

function compare(given: Fields, parsed: Fields, path: string, found: string[]): void {
  for (const key in given) {
    const before = given[key];
    if (before === parsed[key] || before === null || before === undefined) continue;
    if (found.push(path + shown(key)) >= maxNamed) return;
  }
}

// Whoever sends a request chooses the names of its fields.
function shown(key: string): string {
  return /^[\w-]{1,50}$/.test(key) ? key : '(a field)';
}
