/** A text as it looks in an HTTP header: its bytes in UTF-8, which fetch and Node (20) read and write as latin1. */
export function utf8AsLatin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
