/**
 * A text and its decoded forms: with escapes resolved, and with each run of base64, base64url or hexadecimal digits
 * decoded from every possible first digit.
 */
export function readingsOf(text: string): string[] {
  const readings = unescapedReadings(text);
  // One level of escapes around the digits, and one inside, is all that is looked for.
  const written = readings[1] ?? text;
  for (let offset = 0; offset < 4; offset++) {
    readings.push(...decodedRuns(written, /[\w+/-]{8,}/g, offset, fromBase64));
    if (offset < 2) readings.push(...decodedRuns(written, /[\da-f]{8,}/gi, offset, fromHex));
  }
  return readings;
}

/**
 * A text, followed by the same text with its escapes resolved once, twice and three times. Covers the escapes of URLs,
 * JSON, HTML and others, and UTF-8 that was read as ISO 8859-1. Stops early when nothing is left to resolve.
 */
export function unescapedReadings(text: string, rounds = 3): string[] {
  const next = rounds > 0 ? unescaped(text) : text;
  return next === text ? [text] : [text, ...unescapedReadings(next, rounds - 1)];
}

function decodedRuns(text: string, runs: RegExp, offset: number, decode: (digits: string) => string): string[] {
  const decoded = Array.from(text.matchAll(runs), ([run]) => decode(run.slice(offset))).join('\n');
  return decoded ? unescapedReadings(fromUtf8(decoded), 1) : [];
}

function fromBase64(digits: string): string {
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return atob(whole.replaceAll('-', '+').replaceAll('_', '/'));
}

function fromHex(digits: string): string {
  return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

const escapes =
  /(?:%|\\x)([\da-f]{2})|[%\\]u([\da-f]{4})|(?:\\u\{|&#x)([\da-f]{1,6})[;}]?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|nbsp);|\\([^\s\w]|[bfnrt])/gi;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function unescaped(text: string): string {
  const plain = text.replace(escapes, (_all, byte, unit, hex, decimal, entity, escaped) => {
    if (entity) return entities[entity.toLowerCase()] ?? '';
    if (escaped) return /\w/.test(escaped) ? ' ' : escaped;
    return codePoint(decimal ? Number(decimal) : Number.parseInt(byte ?? unit ?? hex, 16));
  });
  return fromUtf8(plain);
}

// Two to four characters that are the UTF-8 bytes of a single one.
const utf8Bytes = /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}/g;

function fromUtf8(text: string): string {
  return text.replace(utf8Bytes, (bytes) => {
    let code = bytes.charCodeAt(0) & (0xff >> (bytes.length + 1));
    for (let at = 1; at < bytes.length; at++) code = (code << 6) | (bytes.charCodeAt(at) & 0x3f);
    return codePoint(code);
  });
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
