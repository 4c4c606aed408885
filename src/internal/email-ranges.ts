import type { Reading } from './readings.ts';

/** A part of a text. */
export interface Range {
  start: number;
  /** Behind its last character. */
  end: number;
}

/** Where e-mail addresses stand: every word with an `@` inside. */
export function emailRanges({ text, starts, ends }: Reading): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  for (let at = nextAt(text, from); at >= 0; at = nextAt(text, Math.max(from, at + 1))) {
    let first = at;
    while (first > from && isWord(text, first - 1)) first--;
    let last = at;
    while (last + 1 < text.length && isWord(text, last + 1)) last++;
    if (first < at && last > at) ranges.push({ start: starts[first] ?? 0, end: ends[last] ?? 0 });
    // Each character is looked at once, however many of these there are.
    from = last + 1;
  }
  return ranges;
}

function nextAt(text: string, from: number): number {
  const [ascii, wide] = [text.indexOf('@', from), text.indexOf('\uff20', from)];
  return ascii < 0 || (wide >= 0 && wide < ascii) ? wide : ascii;
}

function isWord(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code > 0x20 && (code < 0x7f || !/\s/.test(text.charAt(index)));
}
