import { isObject, parseObject } from '../../internal/json-object.ts';
import { readBytes } from '../../internal/read-bytes.ts';

/** What the API, or whatever is there in its place, answered. */
export interface ApiAnswer {
  status: number;
  /** Undefined when it was too large, or did not end in time. */
  text: string | undefined;
}

const maxApiAnswerBytes = 1_048_576;

/** The URL of a call of the API. */
export function apiUrl(baseUrl: string, path: string): string {
  return (baseUrl.endsWith('/') ? baseUrl.slice(0, -1) : baseUrl) + path;
}

/** Calls the API. Rejects when there is no answer; one without an end is read until the time is over. */
export async function callApi(url: string, apiKey: string, body: object, timeoutMs: number): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { status } = response;
  if (!response.body) return { status, text: '' };
  // It breaks off, or does not end in time.
  const bytes = await readBytes(response.body.getReader(), maxApiAnswerBytes).catch(() => undefined);
  return { status, text: bytes && new TextDecoder().decode(bytes) };
}

/** An answer in a few words, without what it says: that may hold anything. */
export function describeAnswer({ status, text }: ApiAnswer): string {
  if (text === undefined) return `HTTP ${status}, and a stream without an end`;
  const answer = parseObject(text);
  if (!answer) return `HTTP ${status}, not a JSON object`;
  const code = codeOf(answer);
  if (code === 'none') return `HTTP ${status} without a code`;
  return `HTTP ${status} with ${code === 'odd' ? 'a code that is no number' : `code ${code}`}`;
}

/** The code of an answer: also of the second form, `{error: {code}}`, and as a string of digits. */
export function codeOf(answer: Record<string, unknown>): number | 'none' | 'odd' {
  const { code, error } = answer;
  if (code === undefined) return isObject(error) ? codeOf({ code: error.code ?? null }) : 'none';
  const isNumber = (typeof code === 'number' || typeof code === 'string') && /^-?\d{1,9}$/.test(String(code));
  return isNumber ? Number(code) : 'odd';
}
