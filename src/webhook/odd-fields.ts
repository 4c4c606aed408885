import { isObject } from '../internal/json-object.ts';
import type { Fields } from './field-limits.ts';

const maxNamed = 5;

/**
 * Names the fields that the schema changed or left out, by comparing the request with its parsed form. A timestamp of
 * digits and null count as documented. Returns paths without values, and only a few.
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
  // A missing bot_id is odd, but no reason to refuse. Requests of other routes have no bot_id.
  if (parsed.bot_id === '' && given.bot_id !== '' && !found.includes('bot_id')) found.push('bot_id');
  return found;
}

// Lines that are no objects were left out of the parsed list.
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

// Unusual names are not shown: a sender can put anything into the name of a field.
function shown(key: string): string {
  return /^[\w-]{1,50}$/.test(key) ? key : '(a field)';
}
