/** UTF-8 as an HTTP header carries it: bytes, which fetch and Node write and read as latin1. */
export function utf8AsLatin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
