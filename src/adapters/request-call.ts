import { readSafely } from '../internal/thrown.ts';
import type { Body, IncomingCall } from '../webhook/call.ts';
import type { CallContext, HostWait } from '../webhook/types.ts';
import { plainHeaders } from './plain-headers.ts';
import { methodOf, urlOf } from './plain-request.ts';

/**
 * A request that came as one object, with the context that the host passed. Wrong parts are converted or ignored, and
 * nothing here throws. A class, because creating closures for each request would cost more than the methods do.
 */
export abstract class RequestCall implements IncomingCall {
  readonly method: string;
  readonly urls: IncomingCall['urls'];
  readonly headers: IncomingCall['headers'];
  readonly waitUntil: HostWait | undefined;
  readonly #signal: AbortSignal | undefined;

  constructor(
    request: { readonly [part in 'method' | 'url' | 'headers']?: unknown },
    { signal, waitUntil }: CallContext,
  ) {
    this.method = methodOf(readSafely(() => request.method));
    this.urls = [urlOf(readSafely(() => request.url))];
    this.headers = readSafely(() => plainHeaders(request.headers)) ?? {};
    this.waitUntil = waitUntil;
    this.#signal = signal;
  }

  abstract readBody(): Body | Promise<Body>;

  isGone(): boolean {
    return this.#signal?.aborted === true;
  }

  onGone(listener: () => void): () => void {
    const signal = this.#signal;
    signal?.addEventListener('abort', listener);
    if (signal?.aborted) listener();
    return () => signal?.removeEventListener('abort', listener);
  }
}
