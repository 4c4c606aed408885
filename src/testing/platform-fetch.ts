import type { Api, ApiOutcome } from './api.ts';

/** Makes a `fetch` that goes to a simulated API, whatever the host, and fails as the real one does. */
export function platformFetch(api: Api): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers, signal } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    signal.throwIfAborted();
    const answering = api.answer({ method, url, headers: Object.fromEntries(headers.entries()), body });
    return toResponse(await unlessAborted(answering, signal), signal);
  };
}

// The real one is rejected by its signal at any time, also when nothing ever comes.
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function toResponse(outcome: ApiOutcome, signal: AbortSignal): Promise<Response> {
  if ('broken' in outcome) {
    if (outcome.broken === 'drop') return unlessAborted(new Promise<never>(() => {}), signal);
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
