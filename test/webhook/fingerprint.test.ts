import { expect, it, vi } from 'vitest';
import { fingerprint } from '../../src/webhook/fingerprint.ts';
import { KeyedHash } from '../../src/webhook/keyed-hash.ts';
import { payload } from '../helpers/payloads.ts';

const of = (content: object) => fingerprint('chat', content);

it('is equal for equal content, whatever the order of its keys', () => {
  const content = payload('establish', { extra: { x: [1, { y: null }], z: true } });
  const turned = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(turned);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, turned(field)]),
    );
  };
  expect(of(Object(turned(content)))).toBe(of(content));
  expect(of(structuredClone(content))).toBe(of(content));
});

it('is equal in any order of many keys, too', () => {
  const fields = Array.from({ length: 30 }, (_, index) => [`key ${(index * 7) % 30}`, index]);
  for (const count of [1, 2, 3, 11, 12, 13, 14, 30]) {
    const some = fields.slice(0, count);
    expect(of(Object.fromEntries(some)), `${count} keys`).toBe(of(Object.fromEntries(some.toReversed())));
  }
});

it('is another number in another process, so that nobody can look for two contents of one number', async () => {
  const other = await loadedAgain();
  expect(other.fingerprint('chat', { a: 'x' })).not.toBe(of({ a: 'x' }));
});

it('depends on both halves of its key', async () => {
  const keys = [
    [1, 1],
    [1, 2],
    [2, 1],
  ];
  const numbers = await Promise.all(keys.map((key) => numberWithKey(key)));
  expect(new Set(numbers).size).toBe(3);
});

it.each([
  [[0, 1], 1],
  [[0, -1], 2 ** 32 - 1],
  [[1, 0], 2 ** 32],
  [[-1, -1], 2 ** 53 - 1],
] as const)('is the last 53 bits of the hash: %j', (halves, number) => {
  vi.spyOn(KeyedHash.prototype, 'end').mockReturnValue([...halves]);
  expect(of({ a: 'x' })).toBe(number);
});

it.each<[string, object, object]>([
  ['the order of a list', { a: ['x', 'y'] }, { a: ['y', 'x'] }],
  ['the length of a list', { a: ['x'] }, { a: ['x', ''] }],
  ['where a value stands', { a: 'x', b: 'y' }, { a: 'y', b: 'x' }],
  ['how deep a value stands', { a: { b: 'x' } }, { a: 'x', b: {} }],
  ['the name of a field', { a: 'x' }, { b: 'x' }],
  ['a number for text', { a: 1 }, { a: '1' }],
  ['null for text', { a: null }, { a: 'null' }],
  ['true for text', { a: true }, { a: 'true' }],
  ['null for nothing', { a: null }, {}],
  ['an empty list for nothing', { a: [] }, {}],
  ['an empty list for an object', { a: [] }, { a: {} }],
  ['a list for an object', { a: ['x'] }, { a: { 0: 'x' } }],
  ['an empty text for nothing', { a: '' }, {}],
  ['a zero at the end of a text', { a: 'x' }, { a: 'x\0' }],
  ['a zero at the end of a name', { x: 'a' }, { 'x\0': 'a' }],
  ['true for false', { a: true }, { a: false }],
  ['null for false', { a: null }, { a: false }],
  ['the high half of a number', { a: 1 }, { a: 2 }],
  ['the low half of a number', { a: 1 }, { a: 1 + Number.EPSILON }],
  ['where a list ends', { a: [['x'], 'y'] }, { a: [['x', 'y']] }],
  ['where an object ends', { a: { b: {}, c: 'x' } }, { a: { b: { c: 'x' } } }],
  ['where a text is cut', { a: ['ab', 'c'] }, { a: ['a', 'bc'] }],
])('differs when there is a difference in %s', (_case, one, other) => {
  expect(of(one)).not.toBe(of(other));
});

it('differs between routes', () => {
  const content = payload('chat');
  expect(fingerprint('chat', content)).not.toBe(fingerprint('close', content));
});

it('is a whole number from 0 that JavaScript holds exactly', () => {
  const all = Array.from({ length: 1000 }, (_, i) => of({ i }));
  for (const one of all) expect(one).toSatisfy(Number.isSafeInteger);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
});

it('differs for the many messages of a busy day', { timeout: 120_000 }, () => {
  const seen = new Set<number>();
  for (let i = 0; i < 200_000; i++) {
    seen.add(
      of({ conversation_id: `conversation ${i % 100}`, timestamp: 1742265090000 + Math.floor(i / 100), body: 'hi' }),
    );
  }
  expect(seen.size).toBe(200_000);
});

// Otherwise the chance of two contents having the same number is far from what its size promises.
it.each(['conversation_id', 'body'])('lets every bit of %s reach every bit of the number', (field) => {
  const samples = 2000;
  for (const bit of [0, 1, 5]) {
    const flips = new Array<number>(53).fill(0);
    for (let sample = 0; sample < samples; sample++) {
      const text = `text ${sample * 7919} `;
      const changed = text.slice(0, -1) + String.fromCharCode(32 ^ (1 << bit));
      const one = BigInt(of(payload('chat', { [field]: text })));
      const other = BigInt(of(payload('chat', { [field]: changed })));
      flips.forEach((count, index) => {
        flips[index] = count + Number(((one ^ other) >> BigInt(index)) & 1n);
      });
    }
    const stiff = flips.flatMap((count, index) => (Math.abs(count / samples - 0.5) > 0.2 ? [index] : []));
    expect(stiff, `expected bit ${bit} of the last letter to change each bit of the number half of the time`).toEqual(
      [],
    );
  }
});

let loads = 0;

/** The module as another process has it. */
function loadedAgain(): Promise<{ fingerprint: typeof fingerprint }> {
  const again = `../../src/webhook/fingerprint.ts?${++loads}`;
  return import(again);
}

/** The number of one content, with this key in place of the random one. */
async function numberWithKey(key: readonly number[]): Promise<number> {
  const other = await loadedAgain();
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    if (array instanceof Int32Array) array.set(key);
    return array;
  });
  return other.fingerprint('chat', { a: 'x' });
}
