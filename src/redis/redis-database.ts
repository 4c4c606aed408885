import { isUsersSinceHandoff } from '../desk/rules/messages.ts';
import type {
  Committed,
  Counts,
  DeskDatabase,
  EventsRead,
  LinePlace,
  ListChanges,
  ListEntry,
  ListName,
  Loaded,
  NewEvent,
  Want,
  Write,
} from '../desk/store/database.ts';
import { decodeHead } from '../desk/store/layout.ts';
import { type Places, placesOf } from '../desk/store/list-changes.ts';
import { decodeMessage, encodeMessage } from '../desk/store/message-layout.ts';
import type { Message, SessionState } from '../desk/types.ts';
import { decodeText, encodeSeq, encodeText, idField, type Keys } from './keys.ts';
import { News } from './news.ts';
import { type RedisAnswer, textOf, textsOf } from './redis-answer.ts';
import type { Connection } from './redis-client.ts';
import type { Script } from './script.ts';
import * as scripts from './scripts.ts';

const states: SessionState[] = ['waiting', 'connected', 'closed'];
const maxTrimmedAtOnce = 250;

/** The sessions of a desk in Redis. What changes something is one script, and so happens as a whole or not at all. */
export class RedisDatabase implements DeskDatabase {
  readonly name = 'Redis';
  readonly listen?: (onNews: () => void) => () => void;
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #news: News | undefined;
  // The newest position that Redis has said here.
  #newest = 0;

  constructor(connection: Connection, keys: Keys) {
    this.#connection = connection;
    this.#keys = keys;
    const { duplicate } = connection;
    this.#news = duplicate && new News(duplicate, keys.events, () => this.#newest);
    if (this.#news) this.listen = this.#news.listen.bind(this.#news);
  }

  async load(conversationId: string, { ids, seqs, around }: Want): Promise<Loaded> {
    const id = encodeText(conversationId);
    const { meta } = this.#keys;
    const keys = [meta, this.#keys.facts(id), this.#keys.texts(id)];
    if (around !== undefined) keys.push(this.#keys.times(id));
    const time = around === undefined ? '' : String(around);
    const places = seqs.filter((seq) => seq > 0).map(String);
    const answer = await this.#run(scripts.load, keys, [time, String(ids.length), ...ids.map(idField), ...places]);
    const [now, newest, revision, head, before, after, ...messages] = textsOf(answer);
    const loaded: Loaded = { now: Number(now), position: this.#position(newest) };
    if (revision === undefined) return loaded;
    const message = (text: string | undefined) => (text ? decodeMessage(conversationId, text) : undefined);
    loaded.kept = {
      head: head ?? '',
      revision,
      messages: messages.map((text) => decodeMessage(conversationId, text)),
      around: around === undefined ? undefined : { before: message(before), after: message(after) },
    };
    return loaded;
  }

  async commit({ conversationId, session, lists, ...write }: Write): Promise<Committed> {
    const id = encodeText(conversationId);
    const { meta, events, dueClosed, dueOpen, line } = this.#keys;
    const due = session.state === 'closed' ? [dueClosed, dueOpen] : [dueOpen, dueClosed];
    const { joined, left } = await this.#listsOf(conversationId, lists);
    const keys = [meta, ...this.#keysOf(id), events, ...due, line, ...joined, ...left];
    const args = [id, write.expected ?? '', write.revision, String(write.notAfter), String(this.#newest), write.head];
    args.push(String(write.messages.length), ...write.messages.flatMap(messageArgs));
    args.push(String(write.events.length), ...write.events.flatMap(eventArgs));
    args.push(lists.wakeAt === null ? 'never' : String(lists.wakeAt ?? ''));
    args.push(lists.line === null ? 'left' : String(lists.line ?? ''), String(joined.length));
    const answer = textOf(await this.#run(scripts.commit, keys, args));
    return answer === 'stale' || answer === 'late' ? answer : { position: this.#position(answer) };
  }

  async erase(conversationId: string, revision: string, event: NewEvent | undefined): Promise<boolean> {
    const id = encodeText(conversationId);
    const { meta, events, erased, dueClosed, dueOpen, line } = this.#keys;
    const { user, ref, labels } = await this.#listedAs(conversationId);
    const lists = [dueClosed, dueOpen, line, this.#keys.orphans, ...states.map((state) => this.#keys.state(state))];
    if (user !== undefined) lists.push(this.#keys.user(user));
    if (ref !== undefined) lists.push(this.#keys.ref(ref));
    lists.push(...labels.map((list) => this.#keys.label(list)));
    const keys = [meta, ...this.#keysOf(id), events, erased, ...lists];
    for (;;) {
      const args = [id, revision, String(this.#newest), ...(event ? eventArgs(event) : [])];
      const answer = textOf(await this.#run(scripts.erase, keys, args));
      if (answer !== 'more') return answer === 'erased';
    }
  }

  async due(before: number | undefined, limit: number) {
    const { dueClosed, dueOpen } = this.#keys;
    const answer = await this.#run(scripts.due, [dueClosed, dueOpen], [String(before ?? ''), String(limit)]);
    const [now, ...ids] = textsOf(answer);
    return { now: Number(now), conversationIds: ids.map(decodeText) };
  }

  async list(list: ListName, value: string, after: number, limit: number): Promise<ListEntry[]> {
    const key = this.#keys[list](value);
    const range = [`(${after}`, '+inf', 'BYSCORE', 'LIMIT', '0', String(limit), 'WITHSCORES'];
    const found = textsOf(await this.#run(scripts.read, [key], ['ZRANGE', ...range]));
    const ids = found.filter((_, index) => index % 2 === 0);
    const heads = await this.#heads(ids);
    const placeAt = (index: number) => Number(found[2 * index + 1]);
    const entries = heads.flatMap((head, index) =>
      head === '' ? [] : [{ place: placeAt(index), head, conversationId: decodeText(ids[index] ?? '') }],
    );
    // For those that were forgotten in between, others come: fewer than asked for would be the end of the list.
    const missing = ids.length < limit ? 0 : limit - entries.length;
    return missing === 0 ? entries : [...entries, ...(await this.list(list, value, placeAt(ids.length - 1), missing))];
  }

  async counts(): Promise<Counts> {
    const keys = states.map((state) => this.#keys.state(state));
    const [waiting, connected, closed] = textsOf(await this.#run(scripts.sizes, keys, []));
    return { waiting: Number(waiting), connected: Number(connected), closed: Number(closed) };
  }

  async line(conversationId: string): Promise<LinePlace> {
    const keys = [this.#keys.line, this.#keys.state('waiting')];
    const answer = await this.#run(scripts.line, keys, [encodeText(conversationId)]);
    const [length, before] = textsOf(answer);
    return { length: Number(length), before: before ? Number(before) : undefined };
  }

  async find(ref: string) {
    const key = this.#keys.ref(ref);
    for (let place = 0; ; place++) {
      const ids = textsOf(await this.#run(scripts.read, [key], ['ZREVRANGE', String(place), String(place)]));
      if (ids.length === 0) return undefined;
      const [head] = await this.#heads(ids);
      // What Redis has lost is not found.
      if (head) return { conversationId: decodeText(ids[0] ?? ''), head };
    }
  }

  async orphans(): Promise<number> {
    return Number(await this.#run(scripts.read, [this.#keys.orphans], ['ZCARD']));
  }

  async messages(conversationId: string, after: number, limit: number): Promise<Message[] | undefined> {
    const key = this.#keys.texts(encodeText(conversationId));
    const range = [String(after + 1), String(after + limit)];
    const texts = textsOf(await this.#run(scripts.read, [key], ['LRANGE', ...range]));
    if (texts.length === 0 && !(await this.#run(scripts.read, [key], ['LINDEX', '0']))) return undefined;
    return texts.map((text) => decodeMessage(conversationId, text));
  }

  async events(after: string | undefined, limit: number): Promise<EventsRead | 'gone'> {
    if (after !== undefined && !/^\d{16}$/.test(after)) return 'gone';
    const { meta, events, erased } = this.#keys;
    const answer = await this.#run(scripts.events, [meta, events, erased], [after ?? '', String(limit)]);
    if (!Array.isArray(answer)) return 'gone';
    const [newest, entries] = answer;
    const position = this.#position(newest);
    const read = Array.isArray(entries) ? entries.map(eventOf) : [];
    return { events: read, position: read.length < limit ? position : (read.at(-1)?.position ?? position) };
  }

  async oldest(): Promise<string> {
    return positionOf(textOf(await this.#run(scripts.read, [this.#keys.meta], ['HGET', 'trimmed'])));
  }

  async trim(before: number, max: number): Promise<void> {
    const { meta, events, erased } = this.#keys;
    // Everything is kept for ever with a retention that is infinite.
    const args = [String(Math.max(before, 0)), String(max), String(maxTrimmedAtOnce)];
    while ((await this.#run(scripts.trim, [meta, events, erased], args)) === '1');
  }

  async follower(name: string) {
    const answer = await this.#run(scripts.follower, [this.#keys.followers], followerFields(name));
    const [now, revision, state] = textsOf(answer);
    return { now: Number(now), kept: revision ? { revision, state: state ?? '' } : undefined };
  }

  async saveFollower(name: string, state: string, revision: string, expected: string | undefined): Promise<boolean> {
    const args = [...followerFields(name), expected ?? '', revision, state];
    return (await this.#run(scripts.saveFollower, [this.#keys.followers], args)) === '1';
  }

  async close(): Promise<void> {
    this.#news?.close();
  }

  // What a conversation comes into, and what it leaves.
  async #listsOf(conversationId: string, { state, user, ref, labels, orphan }: ListChanges) {
    const joined: string[] = [];
    const left: string[] = [];
    if (state !== undefined) {
      joined.push(this.#keys.state(state));
      left.push(...states.filter((other) => other !== state).map((other) => this.#keys.state(other)));
    }
    if (user !== undefined) joined.push(this.#keys.user(user));
    for (const list of labels?.joined ?? []) joined.push(this.#keys.label(list));
    for (const list of labels?.left ?? []) left.push(this.#keys.label(list));
    if (ref !== undefined) {
      joined.push(this.#keys.ref(ref));
      // The commit fails if this is not what was loaded.
      const before = (await this.#listedAs(conversationId)).ref;
      if (before !== undefined && before !== ref) left.push(this.#keys.ref(before));
    }
    if (orphan !== undefined) (orphan ? joined : left).push(this.#keys.orphans);
    return { joined, left };
  }

  // The lists a conversation is in, besides that of its state.
  async #listedAs(conversationId: string): Promise<Pick<Places, 'user' | 'ref' | 'labels'>> {
    const [head] = await this.#heads([encodeText(conversationId)]);
    return head ? placesOf(decodeHead(conversationId, head).head) : { user: undefined, ref: undefined, labels: [] };
  }

  async #heads(ids: string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const keys = ids.map((id) => this.#keys.texts(id));
    return textsOf(await this.#run(scripts.heads, keys, []));
  }

  #keysOf(id: string): string[] {
    return [this.#keys.facts(id), this.#keys.texts(id), this.#keys.times(id), this.#keys.positions(id)];
  }

  #position(newest: RedisAnswer | undefined): string {
    const digits = textOf(newest);
    this.#newest = Math.max(this.#newest, Number(digits));
    return positionOf(digits);
  }

  #run(script: Script, keys: string[], args: string[]): Promise<RedisAnswer> {
    return script.run(this.#connection, keys, args);
  }
}

function messageArgs(message: Message): string[] {
  const { seq, id, at } = message;
  const time = isUsersSinceHandoff(message) ? [String(at), encodeSeq(seq)] : ['', ''];
  return [String(seq), idField(id), encodeMessage(message), ...time];
}

function eventArgs({ type, at, data }: NewEvent): string[] {
  return [type, String(at), data];
}

function followerFields(name: string): [string, string] {
  const encoded = encodeText(name);
  return [`${encoded} revision`, `${encoded} state`];
}

// An entry of the stream: its id, and names and values in turn, as they were added.
function eventOf(entry: RedisAnswer): EventsRead['events'][number] {
  const [id, values] = Array.isArray(entry) ? entry : [];
  const [, conversationId = '', , type = '', , at, , data = ''] = textsOf(values);
  const position = positionOf(textOf(id).replace('-0', ''));
  return { position, conversationId: decodeText(conversationId), type, at: Number(at), data };
}

// Of the same width, so that they sort as text.
function positionOf(digits: string): string {
  return digits.padStart(16, '0');
}
