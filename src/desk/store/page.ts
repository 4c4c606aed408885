import { inputError } from '../../internal/options.ts';
import type { Session, SessionState } from '../types.ts';
import type { ListName } from './database.ts';
import type { SessionsQuery } from './desk-store.ts';

/** A list of sessions, and from which place on to read it. */
export interface ListPart {
  /** The name of a page of it begins with this. */
  key: string;
  list: ListName;
  value: string;
  place: number;
}

const states: readonly SessionState[] = ['waiting', 'connected', 'closed'];

/** What `sessions` gives as `next`. */
export function writePage({ key, place }: Pick<ListPart, 'key' | 'place'>): string {
  return `${key}-${place}`;
}

/** The lists to read, in order, each from which place on. Throws kind `input` for a page that is not of this query. */
export function listsToRead({ state, userKey, label, page }: Omit<SessionsQuery, 'limit'>): ListPart[] {
  const lists = userKey === undefined ? listsByState(state ? [state] : states, label) : [userList(userKey)];
  if (page === undefined) return lists;
  const [, key, place] = /^((?:label\.)?(?:waiting|connected|closed)|user)-(\d{1,16})$/.exec(page) ?? [];
  if (key === undefined) throw inputError('page: expected what sessions() gave as `next`');
  const first = lists.findIndex((list) => list.key === key);
  if (first < 0) throw inputError('page: is one of another list than the one that is asked for');
  return lists.slice(first).map((list, index) => (index === 0 ? { ...list, place: Number(place) } : list));
}

/** The list of those in a state that have a label. */
export function labelList(state: SessionState, label: string): string {
  return `${state} ${label}`;
}

/** Whether a session that stands in a list is one that is asked for. */
export function isOfQuery(session: Session, { state, label }: Omit<SessionsQuery, 'limit'>): boolean {
  return (state ?? session.state) === session.state && (label === undefined || session.labels.includes(label));
}

function userList(userKey: string): ListPart {
  return { key: 'user', list: 'user', value: userKey, place: 0 };
}

function listsByState(wanted: readonly SessionState[], label: string | undefined): ListPart[] {
  return wanted.map((state) =>
    label === undefined
      ? { key: state, list: 'state', value: state, place: 0 }
      : { key: `label.${state}`, list: 'label', value: labelList(state, label), place: 0 },
  );
}
