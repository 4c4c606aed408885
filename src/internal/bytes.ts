// Made when they are first needed: jsdom, in which tests of web pages import this package, may have neither.
let encoder: TextEncoder | undefined;
let decoder: TextDecoder | undefined;

/** A text's bytes in UTF-8. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  encoder ??= new TextEncoder();
  return encoder.encode(text);
}

/** The text of bytes in UTF-8, without a byte order mark. What is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}

/** How many bytes a text takes in UTF-8. */
export function byteLength(text: string): number {
  return encodeUtf8(text).byteLength;
}

/** Binary data of any kind and any realm (Jest's tests have one of their own) as bytes; undefined for anything else. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // The tag says what it is, also in another realm.
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** One array out of several. */
export function concatBytes(parts: Uint8Array[], total: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
