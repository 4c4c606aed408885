import { asBytes, concatBytes, encodeUtf8 } from './bytes.ts';

/** The methods of a web stream's reader that are used here. */
export interface BytesReader {
  read(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  cancel(): Promise<unknown>;
}

/** Reads a stream to its end. Cancels it and resolves to `undefined` when it is larger than `maxBytes`. */
export async function readBytes(reader: BytesReader, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    // The value is text when the stream went through a TextDecoderStream.
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
