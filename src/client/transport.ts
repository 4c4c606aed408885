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
    const headers = { ...init.headers.fields };
    const response = checkedResponse(await fetch(url, { method, headers, body, signal, redirect }));
    return { status: response.status, body: null, response };
  };
  // The casts hold: ofetch (1.5) calls it with a string and our headers, reads only these fields of the result, and asks
  // `Headers` for no more than `PlainHeaders` has.
  return createFetch({
    fetch: carry as unknown as typeof globalThis.fetch,
    Headers: PlainHeaders as unknown as typeof globalThis.Headers,
  });
}

type CarriedInit = Omit<FetchInit, 'headers'> & { headers: PlainHeaders };

// Carries headers, checked already, through ofetch. Only `fetch` then makes `Headers` of them, which is slow.
class PlainHeaders {
  constructor(readonly fields: Record<string, string>) {}

  get(name: string): string | undefined {
    return this.fields[name];
  }

  has(name: string): boolean {
    return name in this.fields;
  }
}
