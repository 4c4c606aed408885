/** A way to read a text: its characters decoded, and where in the original each of them stands. */
export interface Reading {
  text: string;
  /** Of each UTF-16 unit of `text`. */
  starts: number[];
  /** Behind each UTF-16 unit of `text`. */
  ends: number[];
}

const deepest = 3;

/** The text as it is. */
export function plainReading(text: string): Reading {
  const starts = Array.from({ length: text.length }, (_, index) => index);
  return { text, starts, ends: starts.map((start) => start + 1) };
}

/** A reading and what it is when its escapes are taken for what they stand for, up to three times over. */
export function unescapedReadings(plain: Reading): Reading[] {
  const readings = [plain];
  for (let depth = 0, last = plain; depth < deepest; depth++) {
    const next = unescaped(last);
    if (next.text === last.text) break;
    readings.push(next);
    last = next;
  }
  return readings;
}

/** What stands in the text as base64, base64url or hexadecimal digits, wherever in it these begin. */
export function encodedReadings(readings: Reading[]): Reading[] {
  // Escapes around an encoding are one deep at most.
  const found = readings
    .slice(0, 2)
    .flatMap((reading) => [
      ...[0, 1, 2, 3].map((offset) => decoded(reading, /[\w+/-]{8,}/g, base64, 6, offset)),
      ...[0, 1].map((offset) => decoded(reading, /[\da-f]{8,}/gi, hexadecimal, 4, offset)),
    ]);
  return found.filter(({ text }) => text).flatMap((reading) => unescapedReadings(reading).slice(0, 2));
}

const escapes =
  /%([\da-f]{2})|[%\\]u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|\\x([\da-f]{2})|&#x([\da-f]{1,6});?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|nbsp);|\\([^\s\w]|[bfnrt])/gi;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

// URLs, JSON, HTML, and the string literals of other languages.
function unescaped({ text, starts, ends }: Reading): Reading {
  const result = new Writer();
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    for (; at < match.index; at++) result.add(text.charAt(at), starts[at], ends[at]);
    const [all, percent, unit, braced, byte, hex, decimal, entity, plain] = match;
    at = match.index + all.length;
    const digits = percent ?? unit ?? braced ?? byte ?? hex;
    const char =
      digits !== undefined || decimal !== undefined
        ? codePoint(digits === undefined ? Number(decimal) : Number.parseInt(digits, 16))
        : (entities[entity?.toLowerCase() ?? ''] ?? (plain && /\w/.test(plain) ? ' ' : plain));
    result.add(char ?? all, starts[match.index], ends[at - 1]);
  }
  for (; at < text.length; at++) result.add(text.charAt(at), starts[at], ends[at]);
  return fromUtf8(result);
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

// The value of each digit, by its character code.
const base64 = digitValues('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', '-_', 62);
const hexadecimal = digitValues('0123456789abcdef', 'ABCDEF', 10);

function digitValues(digits: string, others: string, firstOther: number): Uint8Array {
  const values = new Uint8Array(128);
  for (const [value, digit] of [...digits].entries()) values[digit.charCodeAt(0)] = value;
  for (const [index, digit] of [...others].entries()) values[digit.charCodeAt(0)] = firstOther + index;
  return values;
}

function decoded(
  { text, starts, ends }: Reading,
  runs: RegExp,
  digits: Uint8Array,
  bitsPerDigit: number,
  offset: number,
): Reading {
  const result = new Writer();
  for (const run of text.matchAll(runs)) {
    let bits = 0;
    let count = 0;
    const last = run.index + run[0].length;
    for (let at = run.index + offset; at < last; at++) {
      bits = ((bits << bitsPerDigit) | (digits[text.charCodeAt(at)] ?? 0)) & 0xffff;
      count += bitsPerDigit;
      if (count < 8) continue;
      count -= 8;
      // The byte before this one may have taken some bits of its first digit.
      result.add(String.fromCharCode((bits >> count) & 0xff), starts[Math.max(run.index, at - 1)], ends[at]);
    }
    result.add('\n', starts[last - 1], ends[last - 1]);
  }
  return fromUtf8(result);
}

/** Takes characters that are bytes of UTF-8 for what they mean, as in text that was read as ISO 8859-1. */
function fromUtf8({ text, starts, ends }: Reading): Reading {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf]/.test(text)) return { text, starts, ends };
  const result = new Writer();
  for (let at = 0; at < text.length; ) {
    const length = sequenceLength(text, at);
    const last = at + length - 1;
    let code = text.charCodeAt(at);
    if (length > 1) code &= 0xff >> (length + 1);
    for (let i = at + 1; i <= last; i++) code = (code << 6) | (text.charCodeAt(i) & 0x3f);
    result.add(length > 1 ? codePoint(code) : text.charAt(at), starts[at], ends[last]);
    at += length;
  }
  return result;
}

// 1 for what is no sequence.
function sequenceLength(text: string, at: number): number {
  const lead = text.charCodeAt(at);
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
  for (let i = at + 1; i < at + length; i++) if ((text.charCodeAt(i) & 0xffc0) !== 0x80) return 1;
  return length;
}

class Writer implements Reading {
  text = '';
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  /** One character, of one UTF-16 unit or two. */
  add(char: string, start = 0, end = 0): void {
    this.text += char;
    for (let i = 0; i < char.length; i++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }
}
