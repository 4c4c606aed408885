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
import { decodeMessage } from '../desk/store/message-layout.ts';
import type { Message, SessionState } from '../desk/types.ts';
import { type Opened, openTables } from './open-tables.ts';
import type { SqliteConnection, SqliteRow } from './sqlite-connection.ts';
import { sqliteError } from './sqlite-error.ts';
import { saveEvents, storeWrite } from './store-write.ts';
import { fromSqliteText, toSqliteText } from './text.ts';

/** How the database of a `sqliteStore` is used. */
export interface SqliteDatabaseSettings {
  prefix: string;
  synchronous: 'full' | 'normal';
  commandTimeoutMs: number;
}

/** Sessions in SQLite. */
export function sqliteDatabase(connection: SqliteConnection, settings: SqliteDatabaseSettings): DeskDatabase {
  return new SqliteDatabase(connection, settings);
}

// An agent hears of what another process did within this, and what the reading takes.
const pollMs = 25;
const maxTrimmedAtOnce = 1000;

class SqliteDatabase implements DeskDatabase {
  readonly name = 'SQLite';
  readonly #connection: SqliteConnection;
  readonly #settings: SqliteDatabaseSettings;
  readonly #timeoutMs: number;
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;

  constructor(connection: SqliteConnection, settings: SqliteDatabaseSettings) {
    this.#connection = connection;
    this.#settings = settings;
    // So that it is told why it was in vain.
    this.#timeoutMs = settings.commandTimeoutMs * 0.9;
  }

  load(conversationId: string, { ids, seqs, around }: Want): Promise<Loaded> {
    return this.#read(({ statements, meta }) => {
      const now = Date.now();
      const position = meta.newest;
      const row = statements.session.get(toSqliteText(conversationId));
      if (!row) return { now, position };
      const session = Number(row.session);
      const message = (found: SqliteRow | undefined) => found && decodeMessage(conversationId, String(found.data));
      const messages = [
        ...ids.map((id) => message(statements.messageById.get(session, toSqliteText(id)))),
        ...seqs.map((seq) => message(statements.messageBySeq.get(session, seq))),
      ].filter((one) => one !== undefined);
      const kept: Loaded['kept'] = { head: String(row.head), revision: String(row.revision), messages };
      if (around !== undefined) {
        kept.around = {
          before: message(statements.messageBefore.get(session, around)),
          after: message(statements.messageAfter.get(session, around)),
        };
      }
      return { now, position, kept };
    });
  }

  commit(write: Write): Promise<Committed> {
    return this.#write((opened) => storeWrite(opened, write));
  }

  erase(conversationId: string, revision: string, event: NewEvent | undefined): Promise<boolean> {
    return this.#write((opened) => {
      const { statements, meta } = opened;
      const id = toSqliteText(conversationId);
      const row = statements.eraseSession.get(id, revision);
      if (!row) return false;
      statements.eraseMessages.run(Number(row.session));
      statements.eraseLabels.run(Number(row.session));
      // It has a state from its first commit on.
      meta.counts[row.state as SessionState]--;
      meta.events -= statements.eraseEvents.run(id);
      if (event) saveEvents(opened, [event]);
      return true;
    });
  }

  due(before: number | undefined, limit: number): Promise<{ now: number; conversationIds: string[] }> {
    return this.#read(({ statements }) => {
      const now = Date.now();
      const states: SessionState[] = ['closed', 'waiting', 'connected'];
      const conversationIds: string[] = [];
      for (const state of states) {
        for (const row of statements.due.all(state, before ?? now, limit - conversationIds.length)) {
          conversationIds.push(fromSqliteText(String(row.conversation_id)));
        }
      }
      return { now, conversationIds };
    });
  }

  list(list: ListName, value: string, after: number, limit: number): Promise<ListEntry[]> {
    return this.#read(({ statements }) => {
      return { state: statements.listByState, user: statements.listByUser, label: statements.listByLabel }[list]
        .all(toSqliteText(value), after, limit)
        .map((row) => ({ ...entryOf(row), place: Number(row.place) }));
    });
  }

  counts(): Promise<Counts> {
    return this.#read(({ meta }) => ({ ...meta.counts }));
  }

  line(conversationId: string): Promise<LinePlace> {
    return this.#read(({ statements }) => {
      const length = Number(statements.lineLength.get()?.length);
      const row = statements.placeInLine.get(toSqliteText(conversationId));
      return { length, before: row && Number(row.before) };
    });
  }

  find(ref: string): Promise<{ conversationId: string; head: string } | undefined> {
    return this.#read(({ statements }) => {
      const row = statements.find.get(toSqliteText(ref));
      return row && entryOf(row);
    });
  }

  orphans(max: number): Promise<number> {
    return this.#read(({ statements }) => Number(statements.orphans.get(max)?.count));
  }

  messages(conversationId: string, after: number, limit: number): Promise<Message[] | undefined> {
    return this.#read(({ statements }) => {
      const row = statements.session.get(toSqliteText(conversationId));
      const found = row && statements.messages.all(Number(row.session), after, limit);
      return found?.map(({ data }) => decodeMessage(conversationId, String(data)));
    });
  }

  events(after: string | undefined, limit: number): Promise<EventsRead | 'gone'> {
    return this.#read(({ statements, meta }) => {
      if (after === undefined) return { events: [], position: meta.newest };
      const count = meta.countOf(after);
      if (count === undefined || count < meta.trimmed) return 'gone';
      const events = statements.events.all(count, limit).map((row) => ({
        position: meta.positionOf(Number(row.position)),
        conversationId: fromSqliteText(String(row.conversation_id)),
        type: String(row.type),
        at: Number(row.at),
        data: String(row.data),
      }));
      const last = events.length === limit ? events.at(-1)?.position : undefined;
      return { events, position: last ?? meta.newest };
    });
  }

  oldest(): Promise<string> {
    return this.#read(({ meta }) => meta.positionOf(meta.trimmed));
  }

  async trim(before: number, max: number): Promise<void> {
    while (await this.#read((opened) => endOfTrimmed(opened, before, max, 1))) {
      await this.#write((opened) => {
        const { statements, meta } = opened;
        const end = endOfTrimmed(opened, before, max, maxTrimmedAtOnce);
        if (end === undefined) return;
        meta.events -= statements.trimEvents.run(end);
        meta.trimmed = end;
      });
    }
  }

  follower(name: string): Promise<{ now: number; kept: { state: string; revision: string } | undefined }> {
    return this.#read(({ statements }) => {
      const row = statements.follower.get(toSqliteText(name));
      const kept = row && { state: String(row.state), revision: String(row.revision) };
      return { now: Date.now(), kept };
    });
  }

  saveFollower(name: string, state: string, revision: string, expected: string | undefined): Promise<boolean> {
    return this.#write(({ statements }) => {
      const key = toSqliteText(name);
      const changed =
        expected === undefined
          ? statements.addFollower.run(key, revision, state)
          : statements.changeFollower.run(revision, state, key, expected);
      return changed === 1;
    });
  }

  // What this process writes is known already.
  listen(onNews: () => void): () => void {
    let newest: unknown;
    const look = () => {
      try {
        const found = this.#opened?.statements.meta.get()?.newest;
        if (found === newest) return;
        newest = found;
        onNews();
      } catch {
        // The database is away, or closed; whoever asks it for something hears of that.
      }
    };
    const timer: { unref?: () => void } | number = setInterval(look, pollMs);
    if (typeof timer === 'object') timer.unref?.();
    return () => clearInterval(timer as Parameters<typeof clearInterval>[0]);
  }

  #read<T>(work: (opened: Opened) => T): Promise<T> {
    return this.#run((opened) => opened.transactions.read(() => work(opened)));
  }

  #write<T>(work: (opened: Opened) => T): Promise<T> {
    return this.#run((opened) => opened.transactions.write(() => work(opened)));
  }

  async #run<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      return await work(this.#opened ?? (await this.#open()));
    } catch (error) {
      throw sqliteError(error);
    }
  }

  async #open(): Promise<Opened> {
    this.#opening ??= openTables(this.#connection, { ...this.#settings, timeoutMs: this.#timeoutMs });
    try {
      this.#opened = await this.#opening;
      return this.#opened;
    } finally {
      this.#opening = undefined;
    }
  }
}

function entryOf({ conversation_id, head }: SqliteRow): { conversationId: string; head: string } {
  return { conversationId: fromSqliteText(String(conversation_id)), head: String(head) };
}

// Up to where the oldest events are to be removed; undefined when they are to stay.
function endOfTrimmed({ statements, meta }: Opened, before: number, max: number, limit: number): number | undefined {
  const excess = meta.events - max;
  const oldest = statements.oldestEvents.all(limit);
  const stays = oldest.findIndex(({ at }, index) => index >= excess && Number(at) >= before);
  const end = stays < 0 ? oldest.at(-1) : oldest[stays - 1];
  return end && Number(end.position);
}
