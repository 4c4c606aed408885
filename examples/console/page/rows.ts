// What this page knows of each conversation: loaded once, then changed by events.
import type { DeskEvent, Message, Session } from 'gptbots-human/desk';
import { ask, pathOf } from './ask.ts';
import { isMine, setServerNow } from './words.ts';

/** A conversation. */
export interface Row {
  session: Session;
  /** By id: all of them once it `isLoaded`, which it is when it was opened. */
  messages: Map<string, Message>;
  isLoaded: boolean;
  isLoading?: boolean;
  /** The newest message, once it was asked for. */
  last?: Message;
  isLastAsked: boolean;
  /** The place in line, once it was asked for, and for which line that was. */
  place?: { position: number; waiting: number };
  placeAsOf?: number;
  isPlaceAsked?: boolean;
  /** What went wrong, for the agent to read. */
  alert: string;
  /** Ends when all replies have been handed in. */
  sent: Promise<void>;
  kept: Kept;
}

/** What is remembered of a conversation over a reload. For each tab: another one is another agent's. */
export interface Kept {
  /** How many of the user's messages this agent has seen; undefined when none was looked at. */
  seen?: number;
  draft?: string;
  /** Where the agent reads; undefined at the end. */
  scrollTop?: number | undefined;
  farewell?: { id: string; text: string };
  /** Replies and notices on their way to the server, or lost on it. */
  sending: { id: string; text: string; at: number; isNotice: boolean; isLost?: boolean }[];
  /** Replies that failed or are unknown, and those for which the agent has decided. */
  troubled: string[];
  decided: string[];
  /** Since when the user has waited for too long; undefined once a person has replied. */
  overdueSince?: number | undefined;
}

export const rows = new Map<string, Row>();
/** Counts how often the line of those who wait has changed. */
export const line = { changes: 0 };

const keptOf = new Map<string, Kept>(JSON.parse(sessionStorage.getItem('kept') ?? '[]'));
// After a reload, nobody knows whether these arrived.
for (const { sending } of keptOf.values()) for (const reply of sending) reply.isLost = true;
/** Writes down what is to outlive a reload. */
export const keep = () => sessionStorage.setItem('kept', JSON.stringify([...keptOf]));

/** Has the page show what is known by now. */
export const changed = () => dispatchEvent(new Event('changed'));

/** The open conversation is that of the address. Not decodeURIComponent, which throws at one that somebody has cut. */
export const openId = () => new URLSearchParams(`id=${location.hash.slice(1)}`).get('id') ?? '';
export const openRow = () => rows.get(openId());
export const open = (id: string) => (location.hash = encodeURIComponent(id));

/** Loads all there is; resolves to the cursor from which to follow the changes. */
export async function load(): Promise<string> {
  const { sessions, cursor, now } = await ask<{ sessions: Session[]; cursor: string; now: number }>('sessions');
  setServerNow(now);
  const ids = new Set(sessions.map(({ conversationId }) => conversationId));
  for (const id of [...keptOf.keys()]) if (!ids.has(id)) remove(id);
  for (const session of sessions) put(session);
  for (const row of rows.values()) row.isLoaded = row.isLoading = row.isLastAsked = false;
  line.changes++;
  return cursor;
}

function put(session: Session): Row {
  const { conversationId: id, version } = session;
  const kept = keptOf.get(id) ?? { sending: [], troubled: [], decided: [] };
  const blank = { messages: new Map(), isLoaded: false, isLastAsked: false, alert: '', sent: Promise.resolve() };
  const row: Row = rows.get(id) ?? { session, ...blank, kept };
  // Of two tellings, the newer one.
  if (version >= row.session.version) row.session = session;
  answeredAt(row, session.answeredAt);
  rows.set(id, row);
  keptOf.set(id, kept);
  return row;
}

function remove(id: string): void {
  rows.delete(id);
  keptOf.delete(id);
}

// A person has replied: who waited does not any more.
function answeredAt({ kept }: Row, at = 0): void {
  if (kept.overdueSince !== undefined && at >= kept.overdueSince) kept.overdueSince = undefined;
}

/** Applies a change. Each carries all of the session or of the message, so that twice does no harm. */
export function take(event: DeskEvent): void {
  if (/opened|connected|closed|forgotten/.test(event.type)) line.changes++;
  if ('session' in event) {
    const row = put(event.session);
    if (event.type === 'overdue') row.kept.overdueSince = event.since;
    if ('transcript' in event) for (const message of event.transcript ?? []) putMessage(row, message);
  } else if (event.type === 'forgotten') {
    remove(event.conversationId);
  } else {
    const row = rows.get(event.conversationId);
    if (row) putMessage(row, event.message);
  }
}

export function putMessage(row: Row, message: Message): void {
  const { session, kept } = row;
  const { id, seq, from, status } = message;
  if (seq > session.lastSeq) {
    row.session = { ...session, lastSeq: seq, userMessages: session.userMessages + Number(from === 'user') };
  }
  putLast(row, message);
  row.messages.set(id, message);
  kept.sending = kept.sending.filter((one) => one.id !== id);
  const isOwn = isMine(session) || (from === 'system' && !session.agent);
  const isTrouble = /failed|unknown/.test(status) && isOwn && !kept.decided.includes(id);
  kept.troubled = kept.troubled.filter((one) => one !== id).concat(isTrouble ? id : []);
}

function putLast(row: Row, message: Message): void {
  const { from, status, at, seq, text } = message;
  if (from === 'agent' && status === 'sent') answeredAt(row, at);
  if (text.trim() && seq >= (row.last?.seq ?? 0)) row.last = message;
}

/** Loads the messages of the open conversation until they are there. */
export async function loadOpen(row: Row): Promise<void> {
  if (row.isLoaded || row.isLoading) return;
  row.isLoading = true;
  await loadMessages(row).catch(() => {});
  row.isLoading = false;
  if (row.isLoaded) changed();
}

/** Loads the messages of a conversation. */
export async function loadMessages(row: Row): Promise<void> {
  const before = new Map(row.messages);
  const loaded = await ask<Message[]>(`${pathOf(row.session.conversationId)}/messages`);
  // What an event has brought meanwhile is newer.
  for (const message of loaded) {
    if (row.messages.get(message.id) === before.get(message.id)) putMessage(row, message);
  }
  row.isLoaded = true;
}

/** Loads the newest messages of these, where they are not known. */
export async function loadLast(wanted: Row[]): Promise<void> {
  const unknown = wanted.filter(({ last, isLastAsked }) => !last && !isLastAsked).slice(0, 300);
  if (unknown.length === 0) return;
  for (const row of unknown) row.isLastAsked = true;
  const seqs = unknown.map(({ session }) => [session.conversationId, session.lastSeq]);
  for (const message of await ask<Message[]>('last', Object.fromEntries(seqs)).catch(() => [])) {
    const row = rows.get(message.conversationId);
    if (row) putLast(row, message);
  }
}

/** Loads the place in line of who waits when the line has changed, one request at a time. */
export async function loadPlace(row: Row): Promise<void> {
  if (row.session.state !== 'waiting' || row.placeAsOf === line.changes || row.isPlaceAsked) return;
  row.isPlaceAsked = true;
  const asOf = line.changes;
  const place = await ask<Row['place']>(`${pathOf(row.session.conversationId)}/position`).catch(() => undefined);
  // Who has left the line has no place.
  if (place?.position) row.place = place;
  row.placeAsOf = asOf;
  row.isPlaceAsked = false;
  changed();
}

// A request for a human is something to read, even if nothing else was written; what others have closed is not.
export function unreadOf({ session: { userMessages, state }, kept: { seen } }: Row): number {
  if (seen !== undefined) return Math.max(0, userMessages - seen);
  return { waiting: Math.max(1, userMessages), connected: userMessages, closed: 0 }[state];
}

export const isOverdue = ({ session, kept }: Row) => session.state !== 'closed' && kept.overdueSince !== undefined;

/** The end of the conversation was in sight. */
export function markSeen({ session, kept }: Row): void {
  if (session.state === 'closed') kept.troubled = [];
  kept.seen = session.userMessages;
}
