import { decodeUtf8 } from '../internal/bytes.ts';
import { type BytesReader, readBytes } from '../internal/read-bytes.ts';
import type { FetchResponse } from './fetch-like.ts';

/** The largest answer that is read. The API's own are far smaller. */
export const maxAnswerBytes = 1_048_576;

/** Reads an answer's body as text. Resolves to `undefined` when it is larger than {@link maxAnswerBytes}. */
export async function readAnswer(response: FetchResponse): Promise<string | undefined> {
  const { headers } = response;
  // The HTTP client enforces Content-Length, so a short body needs no counting. For a compressed one it says nothing.
  const isSmall =
    Number(headers.get('content-length') ?? Number.NaN) <= maxAnswerBytes && !headers.get('content-encoding');
  if (isSmall) return response.text();
  // A web stream, or a stream of Node with node-fetch (2 and 3). Without a body, or with a polyfill, it is neither.
  const body = response.body as Partial<ReadableStream<Uint8Array> & AsyncIterable<unknown>> | null | undefined;
  const reader = body?.getReader?.() ?? readerOf(body?.[Symbol.asyncIterator]?.());
  if (!reader) return response.text();
  const read = await readBytes(reader, maxAnswerBytes);
  return read && decodeUtf8(read);
}

// An iterator's `return` destroys its stream, so the rest of the answer is not downloaded.
function readerOf(iterator: AsyncIterator<unknown> | undefined): BytesReader | undefined {
  return iterator && { read: () => iterator.next(), cancel: async () => iterator.return?.() };
}
