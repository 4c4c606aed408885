import { unlessAborted } from '../internal/unless-aborted.ts';
import type { Api, ApiOutcome, ApiRequest } from './api.ts';

/** Makes a `fetch` that goes to a simulated API, whatever the host, and fails as the real one does. */
export function platformFetch(api: Api): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers, signal } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    const answer = (asked: Pick<ApiRequest, 'method' | 'url'>) =>
      unlessAborted(signal, () => api.answer({ ...asked, headers: Object.fromEntries(headers.entries()), body }));
    const outcome = await answer({ method, url });
    const location = 'answer' in outcome ? outcome.answer.headers.location : undefined;
    if (location === undefined || request.redirect === 'manual') return toResponse(outcome, signal);
    if (request.redirect === 'error') throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
    return toResponse(await answer({ method: 'GET', url: new URL(location, url).href }), signal);
  };
}

async function toResponse(outcome: ApiOutcome, signal: AbortSignal): Promise<Response> {
  if ('broken' in outcome) {
    if (outcome.broken === 'drop') return unlessAborted(signal, () => new Promise<never>(() => {}));
    throw failed(outcome.broken === 'refuse' ? 'ECONNREFUSED' : 'ECONNRESET');
  }
  const { status, headers, body } = outcome.answer;
  return new Response(outcome.cut ? cutStream(body) : body, { status, headers });
}

// As undici reports them.
function failed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function cutStream(body: string): ReadableStream<Uint8Array> {
  let isHalfSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isHalfSent) controller.error(new TypeError('terminated', { cause: failed('ECONNRESET').cause }));
      else controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)));
      isHalfSent = true;
    },
  });
}
