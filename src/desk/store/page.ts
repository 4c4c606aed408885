import { inputError } from '../../internal/options.ts';
import type { SessionState } from '../types.ts';

/** Where a page of sessions ended: in the list of a state, or of a user. */
export interface PageEnd {
  list: SessionState | 'user';
  place: number;
}

const lists = ['waiting', 'connected', 'closed', 'user'] as const;

/** What `sessions` gives as `next`. */
export function writePage({ list, place }: PageEnd): string {
  return `${list}-${place}`;
}

/** What was given as `next`; throws kind `input` when it was not. */
export function readPage(page: string): PageEnd {
  const [, name, place] = /^([a-z]+)-(\d{1,16})$/.exec(page) ?? [];
  const list = lists.find((one) => one === name);
  if (list) return { list, place: Number(place) };
  throw inputError('page: expected what sessions() gave as `next`');
}

/** The lists to read, in order, each from which place on. */
export function listsToRead(
  { state, userKey }: { state?: SessionState | undefined; userKey?: string | undefined },
  page: string | undefined,
): PageEnd[] {
  const from = page === undefined ? undefined : readPage(page);
  const wanted = userKey !== undefined ? ['user' as const] : state ? [state] : lists.slice(0, 3);
  const first = from ? wanted.indexOf(from.list) : 0;
  if (first < 0) throw inputError('page: is one of another list than the one that is asked for');
  return wanted.slice(first).map((list, index) => ({ list, place: index === 0 && from ? from.place : 0 }));
}
