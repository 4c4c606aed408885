import { type $Fetch, createFetch } from 'ofetch';
import { checkedResponse, type FetchInit, type FetchLike, type FetchResponse } from './fetch-like.ts';

/** The object that ofetch returns. The answer is in a field of its own, because ofetch writes to the object it gets. */
export interface Carried {
  status: number;
  body: null;
  response: FetchResponse;
}

/** Creates an ofetch that uses the given `fetch`. */
export function createTransport(fetch: FetchLike): $Fetch {
  const carry = async (url: string, init: CarriedInit): Promise<Carried> => {
    const { method, body, signal, redirect } = init;
    const headers = Object.fromEntries(init.headers.entries());
    const response = checkedResponse(await fetch(url, { method, headers, body, signal, redirect }));
    return { status: response.status, body: null, response };
  };
  // The cast holds: ofetch (1.5) calls it with a string and `Headers`, and reads only these fields of the result.
  return createFetch({ fetch: carry as unknown as typeof globalThis.fetch });
}

type CarriedInit = Omit<FetchInit, 'headers'> & { headers: Headers };
