/** A fetch Request, or what Hono has around one. */
export type FetchRequest = Request | WrappedRequest;

/** Hono's `c.req`. Unlike the Request in it, it keeps a body that a middleware has read. */
export interface WrappedRequest {
  readonly raw: Request;
  /** What was read, by the method it was read with. */
  readonly bodyCache?: object;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}

/** The Request itself. */
export function rawRequest(request: FetchRequest): Request {
  return isWrapped(request) ? request.raw : request;
}

export function isWrapped(request: FetchRequest): request is WrappedRequest {
  return typeof (request as Partial<WrappedRequest> | undefined)?.raw === 'object';
}
