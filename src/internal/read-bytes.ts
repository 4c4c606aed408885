import { asBytes, concatBytes, encodeUtf8 } from './bytes.ts';

/** What is used of a web stream's reader. */
export interface BytesReader {
  read(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  cancel(): Promise<unknown>;
}

/** Reads a web stream to its end, or cancels it and gives `undefined` once it is over `maxBytes`. */
export async function readBytes(reader: BytesReader, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    // Text, from a stream that somebody has sent through a TextDecoderStream.
    const value = asBytes(part.value) ?? encodeUtf8(String(part.value));
    parts.push(value);
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      reader.cancel().catch(() => {});
      return undefined;
    }
  }
  return concatBytes(parts, bytes);
}
