import { GptBotsHumanError } from '../internal/error.ts';
import { prepareOn, type SqliteConnection } from './sqlite-connection.ts';

/** The version of these tables. Newer versions of this package raise it when older ones could not work on them any more. */
export const tablesVersion = 1;

/** How a connection is set up. */
export interface TableSettings {
  prefix: string;
  synchronous: 'full' | 'normal';
  /** How long SQLite itself waits for others, and with it the whole process. */
  busyTimeoutMs: number;
}

/** Sets the connection up, and makes the tables unless they are there. Throws when they are those of a newer version. */
export function setUpTables(connection: SqliteConnection, settings: TableSettings): void {
  const { prefix, synchronous, busyTimeoutMs } = settings;
  connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  // Readers and the writer do not wait for each other. A database in memory stays as it is.
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec(`PRAGMA synchronous = ${synchronous}`);
  // On macOS, fsync alone leaves in the disk's own cache what a power cut then loses.
  if (synchronous === 'full') connection.exec('PRAGMA fullfsync = ON');
  connection.exec('BEGIN IMMEDIATE');
  try {
    if (!hasTables(connection, prefix)) connection.exec(tables(prefix));
    refuseNewerTables(Number(prepareOn(connection, `SELECT version FROM "${prefix}meta"`).get()?.version));
    connection.exec('COMMIT');
  } catch (error) {
    rollBack(() => connection.exec('ROLLBACK'));
    throw error;
  }
}

/** Ends a transaction that failed. */
export function rollBack(run: () => unknown): void {
  try {
    run();
  } catch {
    // SQLite did it by itself: it does so when the disk is full, for instance.
  }
}

/** Throws when the tables are those of a newer version of this package. */
export function refuseNewerTables(version: number): void {
  if (version <= tablesVersion) return;
  throw new GptBotsHumanError(
    `The SQLite database was set up by a newer version of gptbots-human (its tables have version ${version}, this one knows up to ${tablesVersion}). Nothing was changed. Use the newer version in all processes.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}

// In SQLite, names that differ only in their case are the same.
function hasTables(connection: SqliteConnection, prefix: string): boolean {
  const found = prepareOn(
    connection,
    "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE",
  );
  return found.get(`${prefix}meta`) !== undefined;
}

// `newest` is the position of the newest event, or a number given since then: positions and places come from one counter.
// Up to `trimmed`, events are no longer kept. `waiting`, `connected` and `closed` count the sessions in each state. `user_at` is the time of a message that others are put in order by.
function tables(prefix: string): string {
  return `
    CREATE TABLE "${prefix}meta" (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      version INTEGER NOT NULL,
      store_id TEXT NOT NULL,
      newest INTEGER NOT NULL,
      trimmed INTEGER NOT NULL,
      events INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      connected INTEGER NOT NULL,
      closed INTEGER NOT NULL
    );
    INSERT INTO "${prefix}meta" VALUES (1, ${tablesVersion}, lower(hex(randomblob(4))), 0, 0, 0, 0, 0, 0);

    CREATE TABLE "${prefix}sessions" (
      session INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL UNIQUE,
      revision TEXT NOT NULL,
      state TEXT,
      state_place INTEGER,
      user_key TEXT,
      user_place INTEGER,
      ref TEXT,
      ref_place INTEGER,
      orphan INTEGER,
      wake_at INTEGER,
      line INTEGER,
      head TEXT NOT NULL
    );
    CREATE INDEX "${prefix}sessions_by_state" ON "${prefix}sessions" (state, state_place);
    CREATE INDEX "${prefix}sessions_by_user" ON "${prefix}sessions" (user_key, user_place) WHERE user_key IS NOT NULL;
    CREATE INDEX "${prefix}sessions_by_ref" ON "${prefix}sessions" (ref, ref_place) WHERE ref IS NOT NULL;
    CREATE INDEX "${prefix}sessions_orphans" ON "${prefix}sessions" (orphan) WHERE orphan IS NOT NULL;
    CREATE INDEX "${prefix}sessions_due" ON "${prefix}sessions" (state, wake_at) WHERE wake_at IS NOT NULL;

    CREATE INDEX "${prefix}sessions_in_line" ON "${prefix}sessions" (line, state_place) WHERE line IS NOT NULL;

    CREATE TABLE "${prefix}labels" (
      list TEXT NOT NULL,
      place INTEGER NOT NULL,
      session INTEGER NOT NULL,
      PRIMARY KEY (list, place)
    ) WITHOUT ROWID;
    CREATE INDEX "${prefix}labels_by_session" ON "${prefix}labels" (session, list);

    CREATE TABLE "${prefix}messages" (
      session INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      id TEXT NOT NULL,
      user_at INTEGER,
      data TEXT NOT NULL,
      PRIMARY KEY (session, seq)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX "${prefix}messages_by_id" ON "${prefix}messages" (session, id);
    CREATE INDEX "${prefix}messages_by_time" ON "${prefix}messages" (session, user_at, seq) WHERE user_at IS NOT NULL;

    CREATE TABLE "${prefix}events" (
      position INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL,
      type TEXT NOT NULL,
      at INTEGER NOT NULL,
      data TEXT NOT NULL
    );
    CREATE INDEX "${prefix}events_by_conversation" ON "${prefix}events" (conversation_id);

    CREATE TABLE "${prefix}followers" (
      name TEXT PRIMARY KEY,
      revision TEXT NOT NULL,
      state TEXT NOT NULL
    );
  `;
}
