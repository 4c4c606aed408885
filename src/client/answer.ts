/** An answer over this size is no answer of this API; reading on would only cost memory. */
export const maxAnswerBytes = 1_048_576;

/** Reads an answer's body as text, or `undefined` when it is larger than {@link maxAnswerBytes}. */
export async function readAnswer(response: Response): Promise<string | undefined> {
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  if (announced > maxAnswerBytes) {
    cancel(response.body);
    return undefined;
  }
  // A compressed body may become far larger than it was announced.
  const trusted = announced >= 0 && !response.headers.has('content-encoding');
  if (trusted || typeof response.body?.getReader !== 'function') return response.text();
  return readWithLimit(response.body);
}

async function readWithLimit(body: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxAnswerBytes) {
      cancel(reader);
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function cancel(body: { cancel(): Promise<void> } | null): void {
  body?.cancel().catch(() => {});
}

/** A `Retry-After` header, seconds or a date, as milliseconds from now; undefined when absent or unreadable. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
