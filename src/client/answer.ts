import { readBytes } from '../internal/read-bytes.ts';

/** An answer over this size is no answer of this API; reading on would only cost memory. */
export const maxAnswerBytes = 1_048_576;

/** Reads an answer's body as text, or `undefined` when it is larger than {@link maxAnswerBytes}. */
export async function readAnswer(response: Response): Promise<string | undefined> {
  const { body, headers } = response;
  // HTTP holds a body to the length that was announced, unless it is compressed.
  const isSmall =
    Number(headers.get('content-length') ?? Number.NaN) <= maxAnswerBytes && !headers.get('content-encoding');
  // No body; or the Response of a polyfill, whose body is no web stream.
  if (isSmall || !body?.getReader) return response.text();
  const bytes = await readBytes(body.getReader(), maxAnswerBytes);
  return bytes && new TextDecoder().decode(bytes);
}

/** A `Retry-After` header, seconds or a date, as milliseconds from now; undefined when absent or unreadable. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^[\d.]+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms));
}
