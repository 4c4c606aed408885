import { partFinder } from './part-finder.ts';
import { readingsOf, unescapedReadings } from './readings.ts';

/** How foreign text is shown. */
export interface ForeignTextOptions {
  /** Replaces what was removed. @default '[redacted]' */
  placeholder?: string | undefined;
  /** In characters. Longer text is cut and ends in `…`. @default 300 */
  maxLength?: number | undefined;
}

/** Replaces a text that repeats a secret in a form that cannot be cut out. */
const leftOut = '[left out: it repeats what was sent]';
const maxSearched = 8_192;
const minSecretLength = 4;
// Characters read beyond the cut, so that a secret is recognised even when the cut goes through it.
const lookAhead = 512;

/**
 * Makes a function that prepares foreign text for a log, a terminal or an error. The result is short and on one line.
 * It has no control characters, escape sequences, invisible marks, secrets or e-mail addresses.
 *
 * A placeholder replaces each literal secret, and each word that contains an address, an encoded secret or a part of a
 * secret. If the text still repeats a secret after that, all of it is left out. Secrets of fewer than 4 characters are
 * ignored, because they would match everywhere. The text is cut first, so a long text takes no longer than a short one.
 */
export function createRedactor(
  secrets: readonly string[],
  { placeholder = '[redacted]', maxLength = 300 }: ForeignTextOptions = {},
): (text: string) => string {
  let repeats: ReturnType<typeof repeatFinder> | undefined;
  return (text) => {
    // Created with the first text: most calls have nothing to redact.
    repeats ??= repeatFinder(secrets);
    const isPrivate = (part: string) => hasAddress(part) || repeats?.(part);
    // From here on, \0 stands for a removed part. The text's own \0 becomes \x01, and is removed at the end like every
    // control character.
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

/** Foreign text on one line and without invisible characters. Removes nothing else: no secrets, no addresses. */
export function onOneLine(text: string, maxLength: number): string {
  return withoutControls(withoutMarks(cut(text, maxLength)));
}

/** Replaces secrets in three forms: as they are, escaped for JSON, and encoded for a URL. */
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

/** Whether the first 8,192 characters of a text contain a secret, or part of one, in any encoding. */
export function mentionsSecret(text: string, secrets: readonly string[]): boolean {
  return repeatFinder(secrets)(withoutMarks(text.slice(0, maxSearched)));
}

// The limit for all secrets together, in characters. The shortest secrets come first: a key matters more than the end
// of a long text.
const maxCompared = 50_000;
const ideographs = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]{6,}/g;

/**
 * Makes a function that tells whether a text repeats part of a secret. 8 characters in a row of a secret without
 * spaces, such as a key, count as a part; 12 of one with spaces; 6 in Chinese, Japanese or Korean. A shorter secret has
 * to appear whole.
 */
function repeatFinder(secrets: readonly string[]): (text: string) => boolean {
  let left = maxCompared;
  const byLength = new Map<number, string[]>();
  const add = (text: string, length: number) => {
    const texts = byLength.get(length) ?? [];
    texts.push(text);
    byLength.set(length, texts);
  };
  for (const secret of [...secrets].sort((a, b) => a.length - b.length)) {
    const compared = secret.slice(0, left);
    left -= compared.length;
    const text = folded(compared).trim();
    if (text.length >= minSecretLength) add(text, Math.min(text.length, text.includes(' ') ? 12 : 8));
    for (const [run] of text.matchAll(ideographs)) add(run, 6);
  }
  const finders = Array.from(byLength, ([length, texts]) => partFinder(texts, length));
  const repeats = (reading: string) => finders.some((hasPart) => hasPart(reading));
  return (text) => finders.length > 0 && readingsOf(text).some((reading) => repeats(folded(reading)));
}

function hasAddress(text: string): boolean {
  return unescapedReadings(text).some((reading) => /[^\s\0@\uff20][@\uff20][^\s\0]/.test(reading));
}

// Every quantifier is bounded, so no text can make this slow.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const escapeSequence = /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
// Bidirectional and zero-width marks, variation selectors, tags, fillers.
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Removes what cannot be seen. Control characters of ISO 8859-1 stay for now: a secret in UTF-8 that was read as ISO
 * 8859-1 contains them.
 */
function withoutMarks(text: string): string {
  return text.replace(escapeSequence, '').replace(invisible, '');
}

// Evens out what servers change when they repeat a text: white space, line breaks and invisible marks. HTML forms write
// a space as `+`.
function folded(text: string): string {
  return withoutMarks(text).replace(/[\s+\p{Cc}]+/gu, ' ');
}

/** Puts a text on one line. Half a surrogate pair becomes U+FFFD. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

/** Cuts a text, but not in the middle of a surrogate pair. */
function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '') : text;
}
