import { unlessAborted } from '../internal/waiting.ts';
import type { Api, ApiOutcome, ApiRequest } from './api.ts';

/** Makes a `fetch` that goes to a simulated API, whatever the host, and fails as the real one does. */
export function platformFetch(api: Api): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers, signal } = request;
    const body = await bodyOf(request, init?.body);
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
  return new Response(outcome.cut ? streamOf(body.slice(0, body.length / 2), 'cut') : streamOf(body), {
    status,
    headers,
  });
}

// Under fake timers that replace queueMicrotask, as sinon's do, Node never finishes reading a text body
// (https://github.com/nodejs/undici/issues/1251). So a text is not read back from the request, and answers are streams.
async function bodyOf(request: Request, body: unknown): Promise<Uint8Array> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(await request.arrayBuffer());
}

function streamOf(text: string, end?: 'cut'): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (!isSent && text) controller.enqueue(new TextEncoder().encode(text));
      else if (end) controller.error(new TypeError('terminated', { cause: failed('ECONNRESET').cause }));
      else controller.close();
      isSent = true;
    },
  });
}

// The form of undici's errors.
function failed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
