/** The options that `fetch` is called with. Every implementation supports them. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** All headers, `Authorization` included. */
  headers: Record<string, string>;
  /** The JSON to send. */
  body: string;
  /** Aborts when the attempt runs out of time or the caller aborts. */
  signal: AbortSignal;
  /** Redirects are never followed. */
  redirect: 'manual';
}

/** The parts of a Response that are read. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. Names are matched in any case. */
  readonly headers: { get(name: string): string | null };
  /** Read up to 1 MiB when it is a web stream or a stream of Node. */
  readonly body?: unknown;
  /** Reads the body as text. */
  text(): Promise<string>;
}

/** A `fetch`: the global one, undici's, node-fetch's, or your own function around one of them. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The error when a fetch resolved with something that is not a Response. */
export class NotAResponse extends Error {}

/** Checks what a fetch resolved with. The mocks of tests often lack something. */
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
