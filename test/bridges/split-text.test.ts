import { splitText } from 'gptbots-human/bridge';
import { describe, expect, it } from 'vitest';

describe('a text that is split', () => {
  it.each([
    ['short', 10, ['short']],
    ['', 10, ['']],
    ['one two three four', 10, ['one two ', 'three four']],
    ['a line\nanother', 10, ['a line\n', 'another']],
    ['abcdefghij', 5, ['abcde', 'fghij']],
    ['ab🙂cd', 3, ['ab', '🙂c', 'd']],
    ['🙂🙂', 2, ['🙂', '🙂']],
  ])('%j at %i is %j', (text, maxLength, parts) => {
    expect(splitText(text, maxLength)).toEqual(parts);
  });

  it('is whole again when it is put together, and no part is too long', () => {
    const text = `${'word '.repeat(300)}${'🙂'.repeat(300)}\n${'x'.repeat(1_000)}`;
    for (const maxLength of [2, 3, 50, 999]) {
      const parts = splitText(text, maxLength);
      expect(parts.join('')).toBe(text);
      expect(parts.every((part) => part.length > 0 && part.length <= maxLength)).toBe(true);
    }
  });
});
