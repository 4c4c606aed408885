import { decodeUtf8 } from '../internal/bytes.ts';
import { type BytesReader, readBytes } from '../internal/read-bytes.ts';
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
  const reader = body?.getReader?.() ?? readerOf(body?.[Symbol.asyncIterator]?.());
  if (!reader) return response.text();
  const read = await readBytes(reader, maxAnswerBytes);
  return read && decodeUtf8(read);
}

// Returning early destroys the stream.
function readerOf(iterator: AsyncIterator<unknown> | undefined): BytesReader | undefined {
  return iterator && { read: () => iterator.next(), cancel: async () => iterator.return?.() };
}
