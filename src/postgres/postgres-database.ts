import type {
  Committed,
  Counts,
  DeskDatabase,
  EventsRead,
  LinePlace,
  ListEntry,
  ListName,
  Loaded,
  NewEvent,
  Want,
  Write,
} from '../desk/store/database.ts';
import type { Message } from '../desk/types.ts';
import { GptBotsHumanError } from '../internal/error.ts';
import { ask, checkVersion, isConflict, isLate, type Row, type StatementTarget } from './answers.ts';
import { readMessage } from './message-json.ts';
import { NewsListener } from './news-listener.ts';
import { NewsTeller } from './news-teller.ts';
import { type Position, readPosition, writePosition } from './position.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { commitSql } from './sql/commit.ts';
import { countsSql } from './sql/counts.ts';
import { eraseSql } from './sql/erase.ts';
import { eventsSql, newRunSql, oldestSql, presentSql } from './sql/events.ts';
import { followerSql, saveFollowerSql } from './sql/followers.ts';
import { dueSql, findSql, lineSql, listSql, messagesSql, orphansSql } from './sql/lists.ts';
import { loadSql } from './sql/load.ts';
import type { Sql } from './sql/sql.ts';
import { firstKeptSql, trimSql } from './sql/trim.ts';
import { restoredText } from './text.ts';

// More at once would hold up others for longer.
const maxTrimmedAtOnce = 5_000;
// In transactions.
const maxEarly = 1_000;

type Column = string | null | undefined;

/** Sessions in the tables of a schema. Each method is one statement, which is a transaction by itself. */
export class PostgresDatabase implements DeskDatabase {
  readonly name = 'Postgres';
  readonly listen?: (onNews: () => void) => () => void;
  readonly #target: StatementTarget;
  readonly #schema: string;
  readonly #teller: NewsTeller | undefined;
  readonly #listener: NewsListener | undefined;

  constructor({ notify, ...target }: StatementTarget & { notify: boolean }) {
    const { pool, schema } = target;
    this.#target = target;
    this.#schema = schema;
    if (!notify) return;
    this.#teller = new NewsTeller(pool, schema);
    if (!canListen(pool)) return;
    const listener = new NewsListener(pool, schema);
    this.#listener = listener;
    this.listen = (onNews) => listener.listen(onNews);
  }

  async load(conversationId: string, want: Want): Promise<Loaded> {
    const [row = []] = await this.#ofThisRun(loadSql(this.#schema, conversationId, want));
    const [now, , minVersion, run, oldest, next, head, revision, messages, before, after] = row;
    checkVersion(this.#schema, minVersion ?? null);
    const loaded: Loaded = { now: Number(now), position: await this.#early(run, oldest, next) };
    if (typeof head !== 'string' || typeof revision !== 'string') return loaded;
    const read = (text: string | null | undefined) =>
      text ? readMessage(conversationId, JSON.parse(text)) : undefined;
    // What json_agg makes of rows is a list.
    const found = messages ? (JSON.parse(messages) as unknown[]) : [];
    loaded.kept = { head, revision, messages: found.flatMap((one) => readMessage(conversationId, one) ?? []) };
    if (want.around !== undefined) loaded.kept.around = { before: read(before), after: read(after) };
    return loaded;
  }

  async commit(write: Write): Promise<Committed> {
    try {
      const [row = []] = await this.#ofThisRun(commitSql(this.#schema, write), 0);
      const [, run, own, oldest, next] = row;
      if (!own) return 'stale';
      if (write.events.length > 0) this.#teller?.tell();
      // Its own events are the newest, unless others write at this moment: those may come before them.
      if (own === oldest) return { position: positionOf(run, own, write.events.length) };
      return { position: await this.#early(run, oldest, next) };
    } catch (error) {
      if (isLate(error)) return 'late';
      if (isConflict(error)) return 'stale';
      throw error;
    }
  }

  async erase(conversationId: string, revision: string, event: NewEvent | undefined): Promise<boolean> {
    try {
      const [row = []] = await this.#ofThisRun(eraseSql(this.#schema, conversationId, revision, event), 0);
      if (row[1] !== '1') return false;
      if (event) this.#teller?.tell();
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  async due(before: number | undefined, limit: number): Promise<{ now: number; conversationIds: string[] }> {
    const rows = await this.#ask(dueSql(this.#schema, before, limit));
    const conversationIds = rows.flatMap(([, id]) => (typeof id === 'string' ? [restoredText(id)] : []));
    return { now: Number(rows[0]?.[0]), conversationIds };
  }

  async list(list: ListName, value: string, after: number, limit: number): Promise<ListEntry[]> {
    const rows = await this.#ask(listSql(this.#schema, list, value, after, limit));
    return rows.map(([place, id, head]) => ({
      place: Number(place),
      conversationId: restoredText(id ?? ''),
      head: head ?? '',
    }));
  }

  async counts(): Promise<Counts> {
    const [[waiting, connected, closed] = []] = await this.#ask(countsSql(this.#schema));
    return { waiting: Number(waiting), connected: Number(connected), closed: Number(closed) };
  }

  async line(conversationId: string): Promise<LinePlace> {
    const [[length, before] = []] = await this.#ask(lineSql(this.#schema, conversationId));
    return { length: Number(length), before: typeof before === 'string' ? Number(before) : undefined };
  }

  async find(ref: string): Promise<{ conversationId: string; head: string } | undefined> {
    const [row] = await this.#ask(findSql(this.#schema, ref));
    return row && { conversationId: restoredText(row[0] ?? ''), head: row[1] ?? '' };
  }

  async orphans(max: number): Promise<number> {
    const [row = []] = await this.#ask(orphansSql(this.#schema, max));
    return Number(row[0]);
  }

  async messages(conversationId: string, after: number, limit: number): Promise<Message[] | undefined> {
    const rows = await this.#ask(messagesSql(this.#schema, conversationId, after, limit));
    if (rows.length === 0) return undefined;
    return rows.flatMap(([message]) => readMessage(conversationId, JSON.parse(message ?? 'null')) ?? []);
  }

  async events(after: string | undefined, limit: number): Promise<EventsRead | 'gone'> {
    if (after === undefined) {
      return { events: [], position: await this.#present() };
    }
    const position = readPosition(after);
    if (!position) return 'gone';
    const rows = await this.#ofThisRun(eventsSql(this.#schema, position, limit), 0);
    const [, run, xid, isKnown, isMore] = rows[0] ?? [];
    if (isKnown !== 'true') return 'gone';
    // There are others that cannot be told yet, because an earlier one may still come.
    if (isMore === 'true') this.#listener?.lookAgain();
    const events = rows.flatMap((row) => eventOf(row) ?? []);
    const present = positionOf(run, xid);
    const last = events.length === limit ? events.at(-1)?.position : undefined;
    return { events, position: last ?? (present > after ? present : after) };
  }

  async oldest(): Promise<string> {
    const [row = []] = await this.#ask(oldestSql(this.#schema));
    return positionOf(row[0], row[1], Number(row[2]));
  }

  async trim(before: number, max: number): Promise<void> {
    const [row] = await this.#ask(firstKeptSql(this.#schema, before, max));
    if (!row) return;
    const position: Position = { run: row[0] ?? '', xid: row[1] ?? '', seq: row[2] ?? '' };
    for (;;) {
      const [removed = []] = await this.#ask(trimSql(this.#schema, position, maxTrimmedAtOnce));
      if (Number(removed[0]) < maxTrimmedAtOnce) return;
    }
  }

  async follower(name: string): Promise<{ now: number; kept?: { state: string; revision: string } | undefined }> {
    const [row = []] = await this.#ask(followerSql(this.#schema, name));
    const [now, state, revision] = row;
    const isKept = typeof state === 'string' && typeof revision === 'string';
    return { now: Number(now), kept: isKept ? { state: restoredText(state), revision } : undefined };
  }

  async saveFollower(name: string, state: string, revision: string, expected: string | undefined): Promise<boolean> {
    try {
      return (await this.#ask(saveFollowerSql(this.#schema, name, state, revision, expected))).length > 0;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#listener?.close();
    await this.#teller?.close();
  }

  async #present(): Promise<string> {
    const [row = []] = await this.#ofThisRun(presentSql(this.#schema), 0);
    return positionOf(row[1], row[2]);
  }

  // A position that is early enough. Where a transaction has been running for long, it would be far too early.
  async #early(run: Column, oldest: Column, next: Column): Promise<string> {
    return Number(next) - Number(oldest) < maxEarly ? positionOf(run, oldest) : this.#present();
  }

  #ask(statement: Sql): Promise<Row[]> {
    return ask(this.#target, statement);
  }

  // A statement whose answer says in one column whether it came upon the run of the server that is kept. If not, it has
  // changed nothing, and is sent again in the new run.
  async #ofThisRun(statement: Sql, column = 1): Promise<Row[]> {
    const rows = await this.#ask(statement);
    if (rows[0]?.[column] !== 'false') return rows;
    await this.#ask(newRunSql(this.#schema)).catch((error) => {
      // Somebody else has just begun it.
      if (!isConflict(error)) throw error;
    });
    const again = await this.#ask(statement);
    if (again[0]?.[column] !== 'false') return again;
    throw new GptBotsHumanError(
      'Postgres was asked through a pool that sends reads and writes to different servers. Nothing was changed. Connect to the server that takes writes, and to that one only.',
      { kind: 'store', delivery: 'not_sent' },
    );
  }
}

// A pool of one connection has none to spare.
function canListen(pool: PostgresPool): pool is Required<PostgresPool> {
  const { max } = (pool as { options?: { max?: unknown } }).options ?? {};
  return typeof pool.connect === 'function' && max !== 1;
}

function positionOf(run: Column, xid: Column, seq = 0): string {
  return writePosition({ run: run ?? '', xid: xid ?? '', seq: String(seq) });
}

function eventOf([, , , , , run, xid, seq, id, type, at, data]: Row): EventsRead['events'][number] | undefined {
  if (!run || !xid || !seq) return undefined;
  return {
    position: writePosition({ run, xid, seq }),
    conversationId: restoredText(id ?? ''),
    type: type ?? '',
    at: Number(at),
    data: data ?? '',
  };
}
