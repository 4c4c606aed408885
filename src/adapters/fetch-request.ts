/** A fetch Request: the runtime's own, another library's, or what Hono has around one. */
export type FetchRequest = RequestLike | WrappedRequest;

/** What is used of a Request. Azure's, node-fetch's and those of polyfills have it, too. */
export interface RequestLike {
  /** The HTTP method. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The request's headers. */
  readonly headers: { get(name: string): string | null };
  /** The body as a stream, where there is one. */
  readonly body?: unknown;
  /** Whether the body has been read. */
  readonly bodyUsed: boolean;
  /** Aborts when the caller has gone. */
  readonly signal?: AbortSignal | undefined;
  /** Reads the body. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Hono's `c.req`. Unlike the Request in it, it keeps a body that a middleware has read. */
export interface WrappedRequest {
  /** The Request itself. */
  readonly raw: Request;
  /** What was read, by the method it was read with. */
  readonly bodyCache?: object;
  /** Reads the body as bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Reads the body as text. */
  text(): Promise<string>;
}

/** The Request itself. */
export function rawRequest(request: FetchRequest): RequestLike {
  return isWrapped(request) ? request.raw : request;
}

export function isWrapped(request: FetchRequest): request is WrappedRequest {
  // Partial, as JavaScript may pass anything.
  return typeof (request as Partial<WrappedRequest> | undefined)?.raw === 'object';
}
