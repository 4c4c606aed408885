import { prepareOn, type SqliteConnection } from './sqlite-connection.ts';

/** All that is asked of the tables of a prefix, compiled once. */
export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(connection: SqliteConnection, prefix: string) {
  const prepare = (sql: string) => prepareOn(connection, sql.replaceAll('$', prefix));
  return {
    begin: prepare('BEGIN'),
    beginImmediate: prepare('BEGIN IMMEDIATE'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),

    meta: prepare('SELECT version, store_id, newest, trimmed, events, waiting, connected, closed FROM "$meta"'),
    saveMeta: prepare('UPDATE "$meta" SET newest = ?, trimmed = ?, events = ?, waiting = ?, connected = ?, closed = ?'),

    session: prepare('SELECT session, revision, head FROM "$sessions" WHERE conversation_id = ?'),
    addSession: prepare(`INSERT INTO "$sessions" (conversation_id, revision, head) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING RETURNING session`),
    changeSession: prepare(`UPDATE "$sessions" SET revision = ?, head = ? WHERE conversation_id = ? AND revision = ?
      RETURNING session`),
    eraseSession: prepare(
      'DELETE FROM "$sessions" WHERE conversation_id = ? AND revision = ? RETURNING session, state',
    ),
    setState: prepare('UPDATE "$sessions" SET state = ?, state_place = ? WHERE session = ?'),
    setUser: prepare('UPDATE "$sessions" SET user_key = ?, user_place = ? WHERE session = ?'),
    setRef: prepare('UPDATE "$sessions" SET ref = ?, ref_place = ? WHERE session = ?'),
    setOrphan: prepare('UPDATE "$sessions" SET orphan = ? WHERE session = ?'),
    setLine: prepare('UPDATE "$sessions" SET line = ? WHERE session = ?'),
    addLabel: prepare('INSERT INTO "$labels" (list, place, session) VALUES (?, ?, ?)'),
    removeLabel: prepare('DELETE FROM "$labels" WHERE session = ? AND list = ?'),
    eraseLabels: prepare('DELETE FROM "$labels" WHERE session = ?'),
    setWakeAt: prepare('UPDATE "$sessions" SET wake_at = ? WHERE session = ?'),

    due: prepare(`SELECT conversation_id FROM "$sessions" WHERE state = ? AND wake_at <= ? ORDER BY wake_at LIMIT ?`),
    listByState: prepare(`SELECT conversation_id, head, state_place AS place FROM "$sessions"
      WHERE state = ? AND state_place > ? ORDER BY state_place LIMIT ?`),
    listByUser: prepare(`SELECT conversation_id, head, user_place AS place FROM "$sessions"
      WHERE user_key = ? AND user_place > ? ORDER BY user_place LIMIT ?`),
    listByLabel: prepare(`SELECT conversation_id, head, labels.place AS place
      FROM "$labels" AS labels JOIN "$sessions" AS sessions ON sessions.session = labels.session
      WHERE labels.list = ? AND labels.place > ? ORDER BY labels.place LIMIT ?`),
    lineLength: prepare('SELECT count(*) AS length FROM "$sessions" WHERE line IS NOT NULL'),
    placeInLine: prepare(`SELECT (
        SELECT count(*) FROM "$sessions" AS others
        WHERE (others.line, others.state_place) < (own.line, own.state_place)
      ) AS before
      FROM "$sessions" AS own WHERE conversation_id = ? AND line IS NOT NULL`),
    find: prepare(`SELECT conversation_id, head FROM "$sessions" WHERE ref = ? ORDER BY ref_place DESC LIMIT 1`),

    orphans: prepare(`SELECT count(*) AS count FROM
      (SELECT 1 FROM "$sessions" WHERE orphan IS NOT NULL LIMIT ?)`),

    messageById: prepare('SELECT data FROM "$messages" WHERE session = ? AND id = ?'),
    messageBySeq: prepare('SELECT data FROM "$messages" WHERE session = ? AND seq = ?'),
    messageBefore: prepare(`SELECT data FROM "$messages" WHERE session = ? AND user_at <= ?
      ORDER BY user_at DESC, seq DESC LIMIT 1`),
    messageAfter: prepare(`SELECT data FROM "$messages" WHERE session = ? AND user_at > ?
      ORDER BY user_at, seq LIMIT 1`),
    messages: prepare('SELECT data FROM "$messages" WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?'),
    saveMessage: prepare(`INSERT INTO "$messages" (session, seq, id, user_at, data) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (session, seq) DO UPDATE SET data = excluded.data`),
    eraseMessages: prepare('DELETE FROM "$messages" WHERE session = ?'),

    events: prepare(`SELECT position, conversation_id, type, at, data FROM "$events"
      WHERE position > ? ORDER BY position LIMIT ?`),
    oldestEvents: prepare('SELECT position, at FROM "$events" ORDER BY position LIMIT ?'),
    addEvent: prepare('INSERT INTO "$events" (position, conversation_id, type, at, data) VALUES (?, ?, ?, ?, ?)'),
    eraseEvents: prepare('DELETE FROM "$events" WHERE conversation_id = ?'),
    trimEvents: prepare('DELETE FROM "$events" WHERE position <= ?'),

    follower: prepare('SELECT state, revision FROM "$followers" WHERE name = ?'),
    addFollower: prepare('INSERT INTO "$followers" (name, revision, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    changeFollower: prepare('UPDATE "$followers" SET revision = ?, state = ? WHERE name = ? AND revision = ?'),
  };
}
