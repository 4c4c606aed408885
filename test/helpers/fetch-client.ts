import type { Answered } from './answered.ts';
import type { Sent } from './http-client.ts';

/** Makes a Request of what is sent, and has it answered by a function. */
export function sendToFetch(answer: (request: Request) => Promise<Response>, sent: Sent): Promise<Answered> {
  return answeredBy(answer(toRequest(sent)));
}

/** Reads a Response whole. */
export async function answeredBy(promise: Promise<Response>): Promise<Answered> {
  const response = await promise;
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

/** The Request that a fetch framework would make. */
export function toRequest({ method = 'POST', path, headers = {}, body }: Sent): Request {
  const init = {
    method,
    headers: new Headers(),
    body: method === 'GET' || body === undefined ? null : Buffer.from(body),
  };
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) init.headers.append(name, value);
  }
  return new Request(`http://localhost${path}`, init);
}
