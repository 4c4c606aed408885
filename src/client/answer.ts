import { concatBytes } from '../internal/bytes.ts';
import { readBytes } from '../internal/read-bytes.ts';
import type { FetchResponse } from './fetch-like.ts';

/** An answer over this size is no answer of this API; reading on would only cost memory. */
export const maxAnswerBytes = 1_048_576;

/** Reads an answer's body as text, or `undefined` when it is larger than {@link maxAnswerBytes}. */
export async function readAnswer(response: FetchResponse): Promise<string | undefined> {
  const { headers } = response;
  // HTTP holds a body to the length that was announced, unless it is compressed.
  const isSmall =
    Number(headers.get('content-length') ?? Number.NaN) <= maxAnswerBytes && !headers.get('content-encoding');
  if (isSmall) return response.text();
  // A web stream, or with node-fetch one of Node. No body, or a polyfill's, is neither.
  const body = response.body as Partial<ReadableStream<Uint8Array> & AsyncIterable<unknown>> | null | undefined;
  const read = body?.getReader
    ? await readBytes(body.getReader(), maxAnswerBytes)
    : body?.[Symbol.asyncIterator]
      ? await readChunks(body as AsyncIterable<unknown>)
      : response.text();
  return read instanceof Uint8Array ? new TextDecoder().decode(read) : read;
}

// Leaving the loop destroys the stream.
async function readChunks(body: AsyncIterable<unknown>): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = chunk instanceof Uint8Array ? chunk : new TextEncoder().encode(String(chunk));
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > maxAnswerBytes) return undefined;
  }
  return concatBytes(parts, bytes);
}
