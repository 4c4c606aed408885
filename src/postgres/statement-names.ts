// More shapes of statements than this are never in common use; each takes memory on each connection.
const maxNames = 100;
// The names of two copies of this package, one ESM and one CJS, stay apart.
const prefix = `gptbots_human_${Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(36)).join('')}_`;
const names = new Map<string, string>();

/** The name under which a statement is prepared: always the same for the same text. Undefined: it is not worth it. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxNames) return known;
  const name = `${prefix}${names.size}`;
  names.set(text, name);
  return name;
}
