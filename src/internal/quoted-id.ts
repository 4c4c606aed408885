/** In characters; enough to find it. */
const maxShown = 100;

// Beyond what JSON escapes: control characters of ISO 8859-1, and what cannot be seen, such as bidirectional marks.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/**
 * An id as a message shows it: in quotes, cut, and with everything escaped that could pass for something else. Whoever
 * sends a request chooses its ids.
 */
export function quotedId(id: string): string {
  const shown = id.length > maxShown ? `${id.slice(0, maxShown)}…` : id;
  return JSON.stringify(shown).replace(invisible, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
