import { KeyedHash } from './keyed-hash.ts';

const kinds = { text: 0, number: 1, other: 2, list: 3, object: 4 } as const;
const numbers = new Float64Array(1);
const halves = new Int32Array(numbers.buffer);
let ownKey: Int32Array | undefined;

/**
 * A number that identifies a request. Equal content gives equal numbers, in any order of keys. Different content gives
 * different numbers, except for a chance of 1 in 2^53. Nobody can raise that chance, because the key of the hash is
 * random and never leaves this process. The number is kept instead of the content, so no customer's text is stored.
 */
export function fingerprint(route: string, content: object): number {
  // Created on first use: Cloudflare Workers gives no random values outside a request
  // (https://github.com/cloudflare/workerd/pull/5964).
  ownKey ??= crypto.getRandomValues(new Int32Array(2));
  const hash = new KeyedHash(ownKey[0] ?? 0, ownKey[1] ?? 0);
  add(hash, route);
  add(hash, content);
  const [high, low] = hash.end();
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

// Each value starts with its kind and length, so that different contents never add the same words. Never deep: the schemas
// leave out a field of too many levels.
function add(hash: KeyedHash, value: unknown): void {
  if (typeof value === 'string') {
    hash.add(value.length * 8 + kinds.text, value);
  } else if (typeof value === 'number') {
    // The 64 bits of a number are read faster than its digits.
    numbers[0] = value;
    hash.add(kinds.number, '');
    hash.add(halves[0] ?? 0, '');
    hash.add(halves[1] ?? 0, '');
  } else if (typeof value !== 'object' || value === null) {
    const text = String(value);
    hash.add(text.length * 8 + kinds.other, text);
  } else if (Array.isArray(value)) {
    hash.add(value.length * 8 + kinds.list, '');
    for (const item of value) add(hash, item);
  } else {
    const fields = inOrder(Object.keys(value));
    hash.add(fields.length * 8 + kinds.object, '');
    for (const field of fields) {
      hash.add(field.length, field);
      add(hash, (value as Record<string, unknown>)[field]);
    }
  }
}

const few = 12;

// Insertion sort for a few names, which is nearly always the case: it is faster than `sort` there (Node 20).
function inOrder(names: string[]): string[] {
  if (names.length > few) return names.sort();
  for (let end = 1; end < names.length; end++) {
    const name = names[end] ?? '';
    let place = end;
    for (; place > 0 && (names[place - 1] ?? '') > name; place--) names[place] = names[place - 1] ?? '';
    names[place] = name;
  }
  return names;
}
