// Created on first use: jsdom may have neither when a test imports this package
// (https://github.com/jsdom/jsdom/issues/2524).
let encoder: TextEncoder | undefined;
let decoder: TextDecoder | undefined;

/** Encodes a text as UTF-8. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  encoder ??= new TextEncoder();
  return encoder.encode(text);
}

/** Decodes UTF-8. A byte order mark is removed, invalid bytes become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}

/** The length of a text in UTF-8, in bytes. */
export function byteLength(text: string): number {
  return encodeUtf8(text).byteLength;
}

/**
 * Binary data of any kind as bytes; undefined for anything else. Works across realms: Jest gives tests their own
 * globals, of which Node's buffers are no instances (https://github.com/jestjs/jest/issues/2549).
 */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** Joins arrays of bytes. `total` is the sum of their lengths. */
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
