// In characters.
const maxShown = 100;

// What JSON does not escape: control characters of ISO 8859-1, and invisible characters such as bidirectional marks.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/**
 * An id for a log or an error: in quotes, cut, and with everything escaped that could be misread. Ids come from
 * outside, so they may contain anything.
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
