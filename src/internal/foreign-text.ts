import { emailRanges, type Range } from './email-ranges.ts';
import { encodedReadings, plainReading, unescapedReadings } from './readings.ts';
import { prepareSecrets, secretRanges } from './secret-ranges.ts';

/** How text of somebody else is shown. */
export interface ForeignTextOptions {
  /** What must not show, in no encoding and not in part. One of fewer than 4 characters is none: it would be found in everything. @default none */
  secrets?: readonly string[] | undefined;
  /** Stands where something was taken out. @default '[redacted]' */
  placeholder?: string | undefined;
  /** In characters; what is longer ends in `…`. @default 300 */
  maxLength?: number | undefined;
  /** Leaves e-mail addresses in. @default false */
  keepEmails?: boolean | undefined;
}

// Read beyond what is shown, so that a secret or an address is recognised although its end is not shown.
const lookAhead = 512;

/**
 * Makes text of somebody else fit for a log, a terminal or an error: on one line, without control characters, escape
 * sequences and invisible marks, without secrets and e-mail addresses, and short.
 *
 * The text is cut first, so the time this takes does not depend on its length.
 */
export function foreignText(text: string, options: ForeignTextOptions = {}): string {
  return createRedactor(options.secrets ?? [], options)(text);
}

/** {@link foreignText} for many texts with the same secrets. */
export function createRedactor(
  secrets: readonly string[],
  options: Omit<ForeignTextOptions, 'secrets'> = {},
): (text: string) => string {
  const { placeholder = '[redacted]', maxLength = 300, keepEmails = false } = options;
  // Made at the first text: most calls have nothing to redact.
  let prepared: ReturnType<typeof prepareSecrets> | undefined;
  return (text) => {
    prepared ??= prepareSecrets(secrets);
    const read = withoutMarks(text.slice(0, maxLength + lookAhead));
    const plain = unescapedReadings(plainReading(read));
    const ranges = keepEmails ? [] : plain.flatMap(emailRanges);
    if (prepared.length > 0) ranges.push(...secretRanges([...plain, ...encodedReadings(plain)], prepared));
    const shown = withoutControls(replaceRanges(cut(read, maxLength), ranges, placeholder));
    return text.length > maxLength || shown.length > maxLength ? `${cut(shown, maxLength)}…` : shown;
  };
}

const searched = 8_192;

/** Whether a secret is in a text's first 8,192 characters, in any encoding or in part. */
export function mentionsSecret(text: string, secrets: readonly string[]): boolean {
  const prepared = prepareSecrets(secrets);
  if (prepared.length === 0) return false;
  const plain = unescapedReadings(plainReading(withoutMarks(text.slice(0, searched))));
  return secretRanges([...plain, ...encodedReadings(plain)], prepared).length > 0;
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

/** On one line; half of a surrogate pair becomes the replacement character. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

function replaceRanges(text: string, ranges: Range[], placeholder: string): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of ranges.sort((a, b) => a.start - b.start)) {
    if (start >= text.length) break;
    // Overlapping or adjacent ones are one.
    if (start > at || at === 0) shown += text.slice(at, start) + placeholder;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

/** Not between the two halves of a character. */
function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '') : text;
}
