import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, foreignText, mentionsSecret, onOneLine } from '../../src/internal/foreign-text.ts';

const key = 'app-SecretKey0123456789+/=';
const body = 'Dear Jörg, your "parcel" <4711> is at Lindenallee 7 & waits — it’s 5 % cheaper.\nGrüße 🎁 & bye';
const chinese = '您的包裹在林登大街七号等您来取';

const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const latin1 = (text: string) => String.fromCharCode(...utf8(text));
const inBase64 = (text: string) => Buffer.from(text).toString('base64');
const inHex = (text: string) => Buffer.from(text).toString('hex');
const percentAll = (text: string) =>
  utf8(text)
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const inUnits = (text: string) =>
  text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const inHtml = (text: string) =>
  text
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[^ -~]/gu, (char) => `&#x${char.codePointAt(0)?.toString(16)};`);

const encodings: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
  'percent-encoded, every byte': percentAll,
  'as a form': (text) => new URLSearchParams({ text }).toString().slice(5),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in base64': inBase64,
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64, one byte behind': (text) => inBase64(`x${text}`),
  'in base64, two bytes behind': (text) => inBase64(`xy${text}`),
  'in base64, percent-encoded': (text) => encodeURIComponent(inBase64(text)),
  'as JSON in base64': (text) => inBase64(JSON.stringify({ text })),
  'in hexadecimal digits': inHex,
  'in hexadecimal digits, upper case': (text) => inHex(text).toUpperCase(),
  'in JSON': inJson,
  'in JSON in JSON': (text) => inJson(inJson(text)),
  'in JSON, every character escaped': inUnits,
  'in JSON, escapes in upper case': (text) => inUnits(text).replace(/[a-f](?!\\|u)/g, (digit) => digit.toUpperCase()),
  'in HTML': inHtml,
  'as UTF-8 read as ISO 8859-1': latin1,
  'as UTF-8 read as ISO 8859-1, in JSON': (text) => inJson(latin1(text)),
  'as the bytes of a Python literal': (text) =>
    utf8(text)
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  'with other line breaks': (text) => text.replace(/\n/g, '\r\n'),
  'on one line': (text) => text.replace(/\s+/g, ' '),
  'with a mark between all characters': (text) => [...text].join('\u200b'),
  'in colours': (text) => [...text].map((char) => `\u001b[31m${char}\u001b[0m`).join(''),
};

const secrets = { 'an API key': key, 'a text': body, 'a Chinese text': chinese };
const cases = Object.entries(secrets).flatMap(([what, secret]) =>
  Object.entries(encodings).map(([how, encode]) => ({ what, how, secret, encode })),
);

const leftOut = '[left out: it repeats what was sent]';
/** All of `shown` that is neither a frame nor a placeholder. */
const rest = (shown: string) =>
  shown
    .replaceAll(leftOut, '')
    .replaceAll('[redacted]', '')
    .replaceAll('said', '')
    .replace(/[\s[\]"+…]/g, '');

describe('a secret', () => {
  it.each(cases)('is taken out: $what $how', ({ secret, encode }) => {
    const shown = createRedactor([secret], { maxLength: 4_000 })(`said [${encode(secret)}] said`);
    expect(shown.includes('[redacted]') || shown === leftOut, shown).toBe(true);
    // What may be left is what the encoding put around it.
    expect(rest(shown).length, shown).toBeLessThan(20);
  });

  it.each(cases)('is taken out when only a part of it is there: $what $how', ({ secret, encode }) => {
    const half = secret.slice(Math.floor(secret.length / 4), Math.ceil((secret.length * 3) / 4));
    const shown = createRedactor([secret], { maxLength: 4_000 })(`said [${encode(half)}] said`);
    expect(rest(shown).length, shown).toBeLessThan(20);
  });

  it.each(cases)('is found: $what $how', ({ secret, encode }) => {
    expect(mentionsSecret(`said ${encode(secret)}`, [secret])).toBe(true);
    expect(mentionsSecret(`said ${encode('nothing of the kind, to nobody')}`, [secret])).toBe(false);
  });

  it('is taken out whatever it is and whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 8, maxLength: 80 }).filter((text) => /[^\s\p{C}]{4}/u.test(text)),
        fc.string({ maxLength: 40 }),
        fc.constantFrom(...Object.keys(encodings)),
        (secret, before, how) => {
          // Half of a surrogate pair cannot be encoded.
          const whole = secret.replace(/\p{Cs}/gu, 'x');
          const encoded = encodings[how]?.(whole) ?? '';
          const shown = createRedactor([whole], { maxLength: 5_000 })(`${before} ${encoded}`);
          expect(shown.includes(encoded) && encoded.length > 3, shown).toBe(false);
        },
      ),
    );
  });

  it('is not left standing at the end of what is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 260, max: 310 }), (length) => {
        const shown = createRedactor([key])(`${'x '.repeat(200).slice(0, length)}${key}`);
        expect(shown).not.toContain(key.slice(0, 4));
      }),
    );
  });

  it('of less than four characters is none', () => {
    expect(createRedactor(['', ' ', 'age'])('the agent is away')).toBe('the agent is away');
  });

  it('does not take words with it that it merely resembles', () => {
    const secrets = ['app-SecretKey0123456789', 'Your parcel is on its way. Does that answer your question?'];
    for (const text of ['conversation does not exist', 'Invalid parameter: body is too long', 'app-service is down']) {
      expect(createRedactor(secrets)(text)).toBe(text);
    }
  });

  it('is replaced by the words of the caller', () => {
    expect(createRedactor([key], { placeholder: '<secret>' })(`key ${key}, ${key}`)).toBe('key <secret>, <secret>');
  });
});

describe('an e-mail address', () => {
  it.each([
    'bob.smith+home@mail.example.com',
    'bob.smith+home%40mail.example.com',
    'bob.smith+home\\u0040mail.example.com',
    'bob.smith+home&#64;mail.example.com',
    'jörg＠exämple.com',
    'bob\u200b@mail.example.com',
  ])('is taken out: %s', (address) => {
    expect(foreignText(`no such user: ${address}, sorry`)).toBe('no such user: [redacted] sorry');
    expect(foreignText(address)).toBe('[redacted]');
  });

  it('stays where the caller wants it', () => {
    expect(onOneLine('from bob@example.com', 100)).toBe('from bob@example.com');
  });

  it('is no lonely sign', () => {
    expect(foreignText('at 5 @ 3 and @ and @@')).toBe('at 5 @ 3 and @ and @@');
  });
});

describe('foreign text', () => {
  it('is one line without anything that commands a terminal or hides', () => {
    const hostile =
      'x\u001b[2J\u001b]0;owned\u0007\n2026 INFO\u009b31m\u202egnp.exe\u200b\ufeff\u2028y\u0000\u007f\ud800';
    expect(foreignText(hostile)).toBe('x 2026 INFO 31mgnp.exe y \ufffd');
  });

  it('keeps what people write', () => {
    for (const text of [
      'Grüße aus Köln, 5 % – “ok”',
      '会话不存在',
      'نص عربي',
      'हिन्दी',
      '🎁 👍🏽',
      'a  b\\n %41 &amp;',
    ]) {
      expect(foreignText(text)).toBe(text);
    }
  });

  it('never holds what has to go, whatever it was', () => {
    const units = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u001b', '[', ']', '0', 'm', '\u009b', '@', '%', '&', '#', ';', '\\', 'u', '\u200d'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 600,
    });
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 400 }), (text, maxLength) => {
        const shown = createRedactor([key], { maxLength })(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        if (shown !== leftOut) expect(shown.length).toBeLessThanOrEqual(maxLength + 1);
      }),
    );
  });

  it('is cut to 300 characters, and not in the middle of one', () => {
    expect(foreignText('x'.repeat(300))).toBe('x'.repeat(300));
    expect(foreignText('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
    expect(foreignText(`${'x'.repeat(299)}🎁`)).toBe(`${'x'.repeat(299)}…`);
  });
});

// Counted in what it costs to read a thousandth of the text: a machine that is busy is so for both.
describe('the time it takes', () => {
  const size = 1_000_000;
  const hostile: Record<string, string> = {
    'one word': 'a'.repeat(size),
    digits: '4'.repeat(size),
    'words with @': 'a@'.repeat(size / 2),
    '@ only': '@'.repeat(size),
    'escapes of escapes': '%25'.repeat(size / 3),
    'escape sequences': '\u001b[0;'.repeat(size / 4),
    'endless titles': '\u001b]'.repeat(size / 2),
    entities: '&#x41;'.repeat(size / 6),
    backslashes: '\\'.repeat(size),
    units: '\\u0061'.repeat(size / 6),
    marks: '\u200b'.repeat(size),
    bytes: '\u00c3\u00a4'.repeat(size / 2),
    ideographs: '会'.repeat(size),
  };
  const longSecrets = ['aaaaaaab'.repeat(size / 8), 'a b '.repeat(size / 4), '会'.repeat(size), '@'.repeat(size)];

  it.each(Object.keys(hostile))('does not depend on the length of the text: %s', (name) => {
    const text = hostile[name] ?? '';
    const redact = createRedactor(longSecrets);
    redact(text);
    const short = fastest(() => redact(text.slice(0, 2_000)));
    const long = fastest(() => redact(text));
    expect(long / short).toBeLessThan(10);
    expect(long, 'milliseconds').toBeLessThan(2_000);
  });

  function fastest(work: () => unknown): number {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    });
    return Math.min(...times);
  }
});
