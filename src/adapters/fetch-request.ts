/** A fetch Request: the runtime's own, another library's, or what Hono has around one. */
export type FetchRequest = RequestLike | WrappedRequest;

/** What is used of a Request. Azure's, node-fetch's and those of polyfills have it, too. */
export interface RequestLike {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly body?: unknown;
  readonly bodyUsed: boolean;
  readonly signal?: AbortSignal | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Hono's `c.req`. Unlike the Request in it, it keeps a body that a middleware has read. */
export interface WrappedRequest {
  readonly raw: Request;
  /** What was read, by the method it was read with. */
  readonly bodyCache?: object;
  arrayBuffer(): Promise<ArrayBuffer>;
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
