import type { Range } from './email-ranges.ts';
import type { Reading } from './readings.ts';

/** A secret as it is looked for. */
export interface PreparedSecret {
  text: string;
  /** So many characters of it, one after another, give it away. */
  part: number;
}

const shortestSecret = 4;
// Only so much of a long one is looked for, as its parts are counted one by one.
const longestSecret = 100_000;
// A word's, such as a key's. Fewer are found in words that have nothing to do with it.
const partOfWord = 8;
// Of a text in an alphabet, about two words.
const partOfText = 12;
// Of a text in Chinese, Japanese or Korean.
const partOfIdeographs = 6;

/** Secrets ready to be looked for; those that are too short to be told from other text are left out. */
export function prepareSecrets(secrets: readonly string[]): PreparedSecret[] {
  return [...new Set(secrets)]
    .map((secret) => secret.slice(0, longestSecret))
    .map((secret) => ({ text: folded(secret).trim(), wanted: partOf(secret) }))
    .filter(({ text }) => text.length >= shortestSecret)
    .map(({ text, wanted }) => ({ text, part: Math.min(wanted, text.length) }));
}

function partOf(secret: string): number {
  if (/[\u2e80-\u9fff\uac00-\ud7af]/.test(secret)) return partOfIdeographs;
  return /\s/.test(secret) ? partOfText : partOfWord;
}

/** Where the secrets, or parts of them, stand in the original text. */
export function secretRanges(readings: Reading[], secrets: PreparedSecret[]): Range[] {
  const folds = readings.map(foldedReading);
  return [...new Set(secrets.map(({ part }) => part))].flatMap((part) => {
    const same = secrets.filter((secret) => secret.part === part);
    return sharedParts(
      folds,
      same.map(({ text }) => text),
      part,
    );
  });
}

// Hashes tell most parts apart without a string for each; what they do not tell apart is compared.
function sharedParts(folds: Reading[], secrets: string[], part: number): Range[] {
  const inText = new HashSet();
  for (const { text } of folds) eachPart(text, part, (hash) => inText.add(hash));
  const shared = new Set<string>();
  const sharedHashes = new HashSet();
  for (const secret of secrets) {
    eachPart(secret, part, (hash, at) => {
      if (!inText.has(hash)) return;
      sharedHashes.add(hash);
      shared.add(secret.slice(at, at + part));
    });
  }
  const ranges: Range[] = [];
  for (const { text, starts, ends } of shared.size > 0 ? folds : []) {
    eachPart(text, part, (hash, at) => {
      if (!sharedHashes.has(hash) || !shared.has(text.slice(at, at + part))) return;
      ranges.push({ start: starts[at] ?? 0, end: ends[at + part - 1] ?? 0 });
    });
  }
  return ranges;
}

const base = 0x01000193;

/** Calls back for every part of a text, the overlapping ones too, with a hash that follows from the one before it. */
function eachPart(text: string, length: number, onPart: (hash: number, at: number) => void): void {
  let outgoing = 1;
  for (let i = 0; i < length; i++) outgoing = Math.imul(outgoing, base);
  let hash = 0;
  for (let end = 0; end < text.length; end++) {
    hash = (Math.imul(hash, base) + text.charCodeAt(end) * base) | 0;
    if (end >= length) hash = (hash - Math.imul(outgoing, text.charCodeAt(end - length) * base)) | 0;
    if (end >= length - 1) onPart(hash, end - length + 1);
  }
}

/** Numbers that were added, and a few that were not. */
class HashSet {
  readonly #bits = new Uint32Array(1 << 15);

  add(hash: number): void {
    const bit = mixed(hash);
    this.#bits[bit >> 5] = (this.#bits[bit >> 5] ?? 0) | (1 << (bit & 31));
  }

  has(hash: number): boolean {
    const bit = mixed(hash);
    return ((this.#bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

// Of 20 bits.
function mixed(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 12;
}

const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
// Forms write a space as `+`.
const gap = /[\s+\p{Cc}]+/gu;

// What servers change: kinds and numbers of spaces and line breaks, marks that do not show.
function folded(text: string): string {
  return text.replace(invisible, '').replace(gap, ' ');
}

function foldedReading({ text, starts, ends }: Reading): Reading {
  const result: Reading = { text: '', starts: [], ends: [] };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const char = text.charAt(at);
    const simple = code > 0x2b && code < 0x7f ? char : folded(char);
    if (!simple || (simple === ' ' && result.text.endsWith(' '))) continue;
    result.text += simple;
    result.starts.push(starts[at] ?? 0);
    result.ends.push(ends[at] ?? 0);
  }
  return result;
}
