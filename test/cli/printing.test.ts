import { describe, expect, it } from 'vitest';
import { coloursFor } from '../../src/cli/colour.ts';
import { printable, printablePath, printableUrl } from '../../src/cli/printable.ts';
import { reportText } from '../../src/cli/report-text.ts';

describe('colours', () => {
  it('are used on a terminal only, and not when NO_COLOR is set', () => {
    expect(coloursFor({ isTTY: true }, {}).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '' }).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
    expect(coloursFor({}, {}).red('x')).toBe('x');
  });
});

describe('text of others', () => {
  it('is printed without what commands a terminal, and without secrets', () => {
    expect(printable('a\u001b[2Jb\nc the-secret', ['the-secret', undefined])).toBe('a [2Jb c <secret>');
  });

  it.each([
    ['http://localhost:3000/gptbots/', 'http://localhost:3000/gptbots'],
    ['http://localhost:3000/gptbots/tiny', 'http://localhost:3000/gptbots/<secret>'],
    ['https://example.com/b5d1e66c3a89b1f2c4d0/', 'https://example.com/<secret>'],
    ['https://example.com/a-long-name-of-a-mount-point', 'https://example.com/a-long-name-of-a-mount-point'],
  ])('shows %s as %s', (url, shown) => {
    expect(printableUrl(url, ['tiny'])).toBe(shown);
  });

  it('shows a path without its query, and without what looks like a secret', () => {
    expect(printablePath('/gptbots/b5d1e66c3a89b1f2c4d0/chat?token=abc')).toBe('/gptbots/<secret>/chat');
    expect(printablePath('/gptbots/tiny/chat', ['tiny'])).toBe('/gptbots/<secret>/chat');
  });
});

describe('the report of the doctor', () => {
  it('has problems first, then advice, each mend once, and then what passed and was skipped', () => {
    const one = { name: 'n', expected: 'e', got: 'g' };
    const cases = [
      { ...one, ok: false, level: 'advice', detail: 'An advice.', fix: 'Do this.' },
      { ...one, ok: false, level: 'problem', detail: 'A problem.', fix: 'Do that.' },
      { ...one, ok: true, level: 'problem', detail: 'Well.' },
      { ...one, ok: false, level: 'problem', detail: 'Its effect.', fix: 'Do that.' },
      { ...one, ok: true, level: 'problem', detail: 'Not tried.', skipped: 'why' },
    ] as const;
    const text = reportText('http://localhost', { ok: false, cases: [...cases] }, [], coloursFor({}, {}));
    expect(text.split('\n')).toEqual([
      'Problem  A problem.',
      'Problem  Its effect.',
      '  Do that.',
      '',
      'Advice  An advice.',
      '  Do this.',
      '',
      'http://localhost: 2 problems, 1 piece of advice, 1 passed, 1 skipped',
    ]);
  });
});
