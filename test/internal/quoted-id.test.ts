import { describe, expect, it } from 'vitest';
import { quotedId } from '../../src/internal/quoted-id.ts';

describe('an id in a message', () => {
  it('stands in quotes', () => {
    expect(quotedId('67d8db020fa31d1ef64f53dg')).toBe('"67d8db020fa31d1ef64f53dg"');
    expect(quotedId('客户 "42"\\')).toBe('"客户 \\"42\\"\\\\"');
    expect(quotedId('')).toBe('""');
  });

  it('is cut after 100 characters', () => {
    expect(quotedId('c'.repeat(100))).toBe(`"${'c'.repeat(100)}"`);
    expect(quotedId('c'.repeat(1_000_000))).toBe(`"${'c'.repeat(100)}…"`);
  });

  it.each([
    ['a line break', '\n', '\\n'],
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a control character of ISO 8859-1', '\u009b2J', '\\u009b2J'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a mark that turns the direction of writing', '\u202e', '\\u202e'],
    ['a space without width', '\u200b', '\\u200b'],
    ['a tag', '\u{e0041}', '\\udb40\\udc41'],
    ['half of a surrogate pair', '\ud800', '\\ud800'],
    ['a byte of zeros', '\0', '\\u0000'],
  ])('shows %s as an escape, from which JSON reads the id again', (_case, id, shown) => {
    expect(quotedId(`a${id}b`)).toBe(`"a${shown}b"`);
    expect(JSON.parse(quotedId(`a${id}b`))).toBe(`a${id}b`);
  });

  it('never ends in the middle of something that JSON cannot read', () => {
    const id = `${'c'.repeat(99)}👋🏽`;
    expect(JSON.parse(quotedId(id))).toBe(`${id.slice(0, 100)}…`);
  });
});
