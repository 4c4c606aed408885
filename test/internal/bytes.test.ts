import { describe, expect, it } from 'vitest';
import { byteLength, concatBytes, decodeUtf8, encodeUtf8 } from '../../src/internal/bytes.ts';

describe('byteLength', () => {
  it.each(['', 'plain', 'é', '你好', '👋🏽', '\u0000', '\ud800'])('of %j is its length in UTF-8', (text) => {
    expect(byteLength(text)).toBe(Buffer.byteLength(text));
  });
});

it.each(['', 'é', '你好', '👋🏽', '\u0000'])('encodeUtf8 and decodeUtf8 are the same %j back and forth', (text) => {
  expect(encodeUtf8(text)).toEqual(Uint8Array.from(Buffer.from(text)));
  expect(decodeUtf8(encodeUtf8(text))).toBe(text);
});

it('decodeUtf8 puts U+FFFD for what is no UTF-8, and leaves out a byte order mark', () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff))).toBe('a\uFFFD');
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
