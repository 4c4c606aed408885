import { describe, expect, it } from 'vitest';
import { byteLength, concatBytes } from '../../src/internal/bytes.ts';

describe('byteLength', () => {
  it.each(['', 'plain', 'é', '你好', '👋🏽', '\u0000', '\ud800'])('of %j is its length in UTF-8', (text) => {
    expect(byteLength(text)).toBe(Buffer.byteLength(text));
  });
});

describe('concatBytes', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  it.each([
    [[], []],
    [[bytes(1, 2)], [1, 2]],
    [[bytes()], []],
    [
      [bytes(1), bytes(), bytes(2, 3), bytes(255)],
      [1, 2, 3, 255],
    ],
  ])('joins %o in order', (parts, expected) => {
    const total = parts.reduce((sum, part) => sum + part.byteLength, 0);
    expect([...concatBytes(parts, total)]).toEqual(expected);
  });
});
