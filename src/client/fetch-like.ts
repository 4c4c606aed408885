/** What `fetch` is called with: no more than every fetch takes. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** All headers, `Authorization` included. */
  headers: Record<string, string>;
  /** The JSON to send. */
  body: string;
  /** Aborts when the attempt is out of time, or the caller gives up. */
  signal: AbortSignal;
  /** Redirects are never followed. */
  redirect: 'manual';
}

/** What is read of an answer. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, by name in any case. */
  readonly headers: { get(name: string): string | null };
  /** Read up to 1 MiB, where it is a web stream or a stream of Node. */
  readonly body?: unknown;
  /** Reads the body as text. */
  text(): Promise<string>;
}

/** A `fetch`: the global one, undici's, node-fetch's, or a function of yours around one of them. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What a fetch resolved with is no answer. */
export class NotAResponse extends Error {}

/** Checks what a fetch resolved with, as those of tests are often short of something. */
export function checkedResponse(response: FetchResponse): FetchResponse {
  const missing = missingIn(response);
  if (missing) throw new NotAResponse(`fetch resolved with something that has no ${missing}`);
  return response;
}

function missingIn(response: Partial<FetchResponse> | null | undefined): string | undefined {
  if (typeof response?.status !== 'number') return 'status';
  if (typeof response.headers?.get !== 'function') return 'headers.get()';
  return typeof response.text === 'function' ? undefined : 'text()';
}
