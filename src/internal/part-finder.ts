// Odd, so that every character of a part counts.
const factor = 0x01000193;
// Small integers are faster in V8 than larger numbers.
const mask = 0x3fffffff;

/**
 * Makes a function that tells whether a text contains a part of the known texts. Parts have `length` characters, and the
 * known texts contain no line breaks.
 *
 * A set of substrings would take many times as long. So a part is found by its hash, and then compared with the known
 * text. The time depends only on the length of the text, also when somebody writes one to make it slow.
 */
export function partFinder(texts: readonly string[], length: number): (text: string) => boolean {
  const known = texts.join('\n');
  // Where each part begins, by its hash. A second part with the same hash takes the next free number.
  const places = new Map<number, number>();
  const slotOf = (hash: number, text: string, at: number) => {
    for (let slot = hash; ; slot++) {
      const place = places.get(slot);
      if (place === undefined || known.startsWith(text.slice(at, at + length), place)) return slot;
    }
  };
  somePart(known, length, (hash, at) => {
    const slot = slotOf(hash, known, at);
    if (!places.has(slot)) places.set(slot, at);
    return false;
  });
  return (text) => somePart(text, length, (hash, at) => places.has(slotOf(hash, text, at)));
}

/** Looks at each part of a text until one is right. The hash of a part is computed from the hash before it. */
function somePart(text: string, length: number, isRight: (hash: number, at: number) => boolean): boolean {
  let factorOfGone = 1;
  for (let i = 0; i < length; i++) factorOfGone = Math.imul(factorOfGone, factor);
  let hash = 0;
  for (let end = 1; end <= text.length; end++) {
    const at = end - length;
    hash = Math.imul(hash, factor) + text.charCodeAt(end - 1);
    if (at > 0) hash -= Math.imul(factorOfGone, text.charCodeAt(at - 1));
    hash &= mask;
    if (at >= 0 && isRight(hash, at)) return true;
  }
  return false;
}
