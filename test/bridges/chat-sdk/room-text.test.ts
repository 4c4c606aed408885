import { describe, expect, it } from 'vitest';
import { escapeText, roomTexts, shortened } from '../../../src/bridges/chat-sdk/room-text.ts';

describe('the text of a visitor, for a room', () => {
  it.each([
    ['slack', '<!channel> <@U1> @bob & co', '&lt;!channel&gt; &lt;@\u200bU1&gt; @\u200bbob &amp; co'],
    ['discord', '@everyone <@1> <@&2> @123', '@\u200beveryone <\u200b@\u200b1> <\u200b@\u200b&2> @\u200b123'],
    ['gchat', '<users/all>', '<\u200busers/all>'],
    ['discord', '[bank](https://evil.example)', '[bank]\u200b(https://evil.example)'],
    ['slack', 'write to grace.h+1@example.com', 'write to grace.h+1@example.com'],
    ['discord', 'me@everyone.example x@here', 'me@\u200beveryone.example x@\u200bhere'],
    ['teams', 'two\nlines', 'two\n\nlines'],
    ['discord', 'two\nlines', 'two\nlines'],
    ['teams', 'a@b, @c', 'a@\u200bb, @\u200bc'],
  ])('%s: %o mentions nobody', (room, text, expected) => {
    expect(escapeText(room, text)).toBe(expected);
  });

  it.each([
    ['slack', 3_000],
    ['discord', 2_000],
    ['teams', 3_000],
  ])('%s: is split at %i characters after it was escaped, and never inside of what was escaped', (room, max) => {
    const text = `${'&<>@'.repeat(2_000)} ${'🙂'.repeat(2_000)}`;
    const parts = roomTexts(room, text);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(max);
    expect(parts.join('')).toBe(escapeText(room, text));
    for (const part of parts) expect(part).not.toMatch(/^[a-z]{1,3};|&[a-z]{0,3}$/);
  });

  it('is shortened on one line', () => {
    expect(shortened(' a\n b ', 10)).toBe('a b');
    expect(shortened('one two three', 9)).toBe('one two…');
    expect(shortened('🙂🙂', 3)).toBe('🙂…');
  });
});
