/** A fetch Request: the runtime's own, that of another library, or Hono's `c.req`. */
export type FetchRequest = RequestLike | WrappedRequest;

/** The parts of a Request that are used. Azure Functions 4, node-fetch 3 and polyfills have them too. */
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

/**
 * Hono's `c.req`. It keeps a body that a middleware has read, while the Request in it is used up then
 * (https://github.com/honojs/hono/issues/4259).
 */
export interface WrappedRequest {
  /** The Request itself. */
  readonly raw: Request;
  /** What was read, under the name of the method that read it. */
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
  // The cast holds: JavaScript callers may pass anything, so the field is optional here.
  return typeof (request as Partial<WrappedRequest> | undefined)?.raw === 'object';
}
