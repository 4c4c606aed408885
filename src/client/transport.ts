import { type $Fetch, createFetch } from 'ofetch';
import { checkedResponse, type FetchInit, type FetchLike, type FetchResponse } from './fetch-like.ts';

/** What comes out of ofetch: the answer, out of its reach, as it would write on it. */
export interface Carried {
  status: number;
  body: null;
  response: FetchResponse;
}

/** ofetch over the given `fetch`. */
export function createTransport(fetch: FetchLike): $Fetch {
  const carry = async (url: string, init: CarriedInit): Promise<Carried> => {
    const { method, body, signal, redirect } = init;
    const headers = Object.fromEntries(init.headers.entries());
    const response = checkedResponse(await fetch(url, { method, headers, body, signal, redirect }));
    return { status: response.status, body: null, response };
  };
  // ofetch reads no more of an answer than what it is given here, and has a string and `Headers` for what it is called with.
  return createFetch({ fetch: carry as unknown as typeof globalThis.fetch });
}

type CarriedInit = Omit<FetchInit, 'headers'> & { headers: Headers };
