import { readingsOf, unescapedReadings } from './readings.ts';

/** How text of somebody else is shown. */
export interface ForeignTextOptions {
  /** Stands where something was taken out. @default '[redacted]' */
  placeholder?: string | undefined;
  /** In characters; what is longer ends in `…`. @default 300 */
  maxLength?: number | undefined;
}

/** Stands for a whole text that repeats a secret in a way that cannot be cut out. */
const leftOut = '[left out: it repeats what was sent]';
const maxSearched = 8_192;
const minSecretLength = 4;
// The text is read a little beyond what is shown, so that a secret is recognised although its end is not shown.
const lookAhead = 512;

/**
 * Makes a function that makes text of somebody else fit for a log, a terminal or an error: on one line, without control
 * characters, escape sequences and invisible marks, without secrets and e-mail addresses, and short.
 *
 * A placeholder replaces each secret that stands as it is, and each word with an address, an encoded secret or a part of
 * one. A text that repeats a secret even then is left out as a whole. A secret of fewer than 4 characters counts as none:
 * it would be found in everything. The text is cut first, so the time this takes does not depend on its length.
 */
export function createRedactor(
  secrets: readonly string[],
  { placeholder = '[redacted]', maxLength = 300 }: ForeignTextOptions = {},
): (text: string) => string {
  let repeats: ReturnType<typeof repeatFinder> | undefined;
  return (text) => {
    // Made at the first text: most calls have nothing to redact.
    repeats ??= repeatFinder(secrets);
    const isPrivate = (part: string) => hasAddress(part) || repeats?.(part);
    // Control characters do not get into what is shown, so this one marks a gap until the end.
    let shown = withoutMarks(text.slice(0, maxLength + lookAhead)).replaceAll('\0', '\x01');
    shown = replaceSecrets(shown, secrets, '\0');
    if (isPrivate(shown)) shown = shown.replace(/[^\s\0]+/g, (word) => (isPrivate(word) ? '\0' : word));
    if (isPrivate(shown)) return leftOut;
    shown = shown.split(/\0+/).map(withoutControls).join(placeholder);
    return text.length > maxLength || shown.length > maxLength ? `${cut(shown, maxLength)}…` : shown;
  };
}

/** {@link createRedactor} without secrets. */
export function foreignText(text: string): string {
  return createRedactor([])(text);
}

/** Text of somebody else on one line and without what cannot be seen, but with everything else in it. */
export function onOneLine(text: string, maxLength: number): string {
  return withoutControls(withoutMarks(cut(text, maxLength)));
}

/** Replaces secrets where they stand as they are, as JSON or in a URL. */
export function replaceSecrets(text: string, secrets: readonly string[], placeholder: string): string {
  return secrets
    .filter(({ length }) => length >= minSecretLength && length <= text.length)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.replace(/\p{Cs}/gu, '')),
    ])
    .sort((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, placeholder), text);
}

/** Whether a secret is in a text's first 8,192 characters, in any encoding or in part. */
export function mentionsSecret(text: string, secrets: readonly string[]): boolean {
  return repeatFinder(secrets)(withoutMarks(text.slice(0, maxSearched)));
}

// Of all secrets together, in characters. The shortest come first: keys are worth more than the end of a long text.
const maxCompared = 50_000;
const ideographs = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]{6,}/g;

/**
 * Tells whether a text repeats a part of a secret: 8 characters of a word such as a key, 12 of a text, 6 of a text in
 * Chinese, Japanese or Korean, or all of a shorter one.
 */
function repeatFinder(secrets: readonly string[]): (text: string) => boolean {
  let left = maxCompared;
  const texts = [...secrets]
    .sort((a, b) => a.length - b.length)
    .map((secret) => {
      const compared = secret.slice(0, left);
      left -= compared.length;
      return folded(compared).trim();
    });
  // A string for each part would take many times as long. What only its hash says is checked.
  const hashes = new Set<number>();
  const lengths = new Set<number>();
  const add = (text: string, length: number) => {
    lengths.add(length);
    for (let at = 0; at + length <= text.length; at++) hashes.add(partHash(text, at, length));
  };
  for (const text of texts) {
    if (text.length >= minSecretLength) add(text, Math.min(text.length, text.includes(' ') ? 12 : 8));
    for (const [run] of text.matchAll(ideographs)) add(run, 6);
  }
  const repeatsPart = (reading: string, at: number, length: number) =>
    hashes.has(partHash(reading, at, length)) && texts.some((text) => text.includes(reading.slice(at, at + length)));
  const repeats = (reading: string) => {
    for (const length of lengths)
      for (let at = 0; at + length <= reading.length; at++) if (repeatsPart(reading, at, length)) return true;
    return false;
  };
  return (text) => hashes.size > 0 && readingsOf(text).some((reading) => repeats(folded(reading)));
}

function partHash(text: string, at: number, length: number): number {
  let hash = length;
  for (let i = at; i < at + length; i++) hash = (Math.imul(hash, 0x01000193) ^ text.charCodeAt(i)) & 0x3fffffff;
  return hash;
}

function hasAddress(text: string): boolean {
  return unescapedReadings(text).some((reading) => /[^\s\0@\uff20][@\uff20][^\s\0]/.test(reading));
}

// Every quantifier has a bound, so no text can make these slow.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const escapeSequence = /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
// Bidirectional and zero-width marks, variation selectors, tags, fillers.
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Without what cannot be seen. The control characters of ISO 8859-1 stay: read as bytes they may be part of a secret. */
function withoutMarks(text: string): string {
  return text.replace(escapeSequence, '').replace(invisible, '');
}

// What servers change: kinds and numbers of spaces and line breaks, marks that do not show. Forms write a space as `+`.
function folded(text: string): string {
  return withoutMarks(text).replace(/[\s+\p{Cc}]+/gu, ' ');
}

/** On one line; half of a surrogate pair becomes the replacement character. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

/** Not between the two halves of a character. */
function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '') : text;
}
