import { GptBotsHumanError } from 'gptbots-human';
import type { Session, SessionsQuery } from 'gptbots-human/desk';
import type { Row, Tables } from './database.ts';

// The lists there are, in the order they are read.
const lists = ['waiting', 'connected', 'closed', 'user'] as const;

/** A page of sessions, in the order they came into their state; a user's in the order they came. */
export function readSessions(
  { conversations }: Tables,
  { state, userKey, limit, page }: SessionsQuery,
): { sessions: Session[]; next?: string } {
  const placeOf = (row: Row) =>
    userKey === undefined ? [lists.indexOf(row.state), row.place] : [lists.indexOf('user'), row.userPlace];
  const rows = [...conversations.values()]
    .filter((row) => (state ?? row.state) === row.state && (userKey ?? row.userKey) === row.userKey)
    .map((row) => ({ row, at: placeOf(row) }))
    .sort((one, other) => compare(one.at, other.at));
  const wanted = userKey === undefined ? (state ?? 'every state') : 'user';
  const start = page === undefined ? [0, 0] : readPage(page, wanted);
  const rest = rows.filter(({ at }) => compare(at, start) > 0);
  const sessions = rest.slice(0, limit).map(({ row }) => sessionOf(row));
  const last = rest[limit - 1];
  return last && rest.length > limit ? { sessions, next: last.at.join('-') } : { sessions };
}

/** As others see it: JSON leaves out what is undefined. */
export function sessionOf({ json }: Row): Session {
  return JSON.parse(json).session;
}

function compare([list = 0, place = 0]: number[], [otherList = 0, otherPlace = 0]: number[]): number {
  return list - otherList || place - otherPlace;
}

function readPage(page: string, wanted: string): number[] {
  const [, list = '', place] = /^(\d)-(\d{1,16})$/.exec(page) ?? [];
  const name = lists[Number(list)];
  const isWanted = wanted === 'every state' ? name !== 'user' : name === wanted;
  if (place && name && isWanted) return [Number(list), Number(place)];
  throw new GptBotsHumanError('page: expected what sessions() gave as `next`', { kind: 'input', delivery: 'not_sent' });
}
