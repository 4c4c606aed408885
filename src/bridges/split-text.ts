/**
 * Cuts a text into parts of at most `maxLength` UTF-16 units: after a line or a word where there is one, never inside a
 * character.
 *
 * @param maxLength at least 2
 */
export function splitText(text: string, maxLength: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > Math.max(2, maxLength)) {
    const end = endOfPart(rest, Math.max(2, maxLength));
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest];
}

function endOfPart(text: string, maxLength: number): number {
  const window = text.slice(0, maxLength);
  for (const separator of ['\n', ' ']) {
    const end = window.lastIndexOf(separator) + 1;
    // An early one would make many small parts.
    if (end > maxLength / 2) return end;
  }
  const last = window.charCodeAt(maxLength - 1);
  const isFirstHalf = last >= 0xd800 && last <= 0xdbff;
  return isFirstHalf ? maxLength - 1 : maxLength;
}
