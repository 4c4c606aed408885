import type { DeskStore } from 'gptbots-human/desk';
import { postgresStore } from 'gptbots-human/postgres';
import { redisStore } from 'gptbots-human/redis';
import { sqliteStore } from 'gptbots-human/sqlite';
import { Pool } from 'pg';
import { defaultSchema, migrationSql } from '../../src/postgres/sql/migration.ts';
import { betterSqlite3 } from '../helpers/installed-better-sqlite3.ts';
import { startPostgresServer } from '../helpers/postgres-server.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { startRedisServer } from '../helpers/redis-server.ts';

/** An empty database of one kind. */
export interface EmptyDatabase {
  /** A store on it; what it needs is there. */
  store(): Promise<DeskStore>;
  /** All that is in it. */
  dump(): Promise<unknown>;
  /** Puts into it what was dumped. */
  load(dumped: never): Promise<void>;
  stop(): Promise<void>;
}

// Nothing is old enough to be removed, whenever this runs.
const options = { retentionMs: Number.POSITIVE_INFINITY };

/** A Redis: each key with its type and its value, as the commands take it. */
export async function emptyRedis(): Promise<EmptyDatabase> {
  const server = await startRedisServer();
  const { client, quit } = await connectNodeRedis(server);
  const send = (...command: string[]) => client.sendCommand<unknown>(command);
  const readers: Record<string, (key: string) => string[]> = {
    hash: (key) => ['HGETALL', key],
    list: (key) => ['LRANGE', key, '0', '-1'],
    zset: (key) => ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    stream: (key) => ['XRANGE', key, '-', '+'],
  };
  return {
    store: async () => redisStore(client, options),
    async dump() {
      const keys = (await client.keys('*')).sort();
      const dumped: Record<string, unknown> = {};
      for (const key of keys) {
        const type = await client.type(key);
        const value = await send(...(readers[type]?.(key) ?? ['TYPE', key]));
        const values = Array.isArray(value) ? value : Object.entries(value as object);
        dumped[`${type} ${key}`] = type === 'stream' ? values : values.flat();
      }
      return dumped;
    },
    async load(dumped: Record<string, unknown[]>) {
      for (const [name, values] of Object.entries(dumped)) {
        const [type = '', key = ''] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
        const flat = values.map(String);
        if (type === 'hash') await send('HSET', key, ...flat);
        if (type === 'list') await send('RPUSH', key, ...flat);
        for (let at = 0; type === 'zset' && at < flat.length; at += 2) {
          await send('ZADD', key, flat[at + 1] ?? '', flat[at] ?? '');
        }
        if (type !== 'stream') continue;
        for (const [id, fields] of values as [string, string[]][]) await send('XADD', key, id, ...fields);
      }
    },
    async stop() {
      await quit();
      await server.stop();
    },
  };
}

/** A Postgres: the SQL that made the tables, their rows, and how far their sequences are. */
export async function emptyPostgres(): Promise<EmptyDatabase> {
  const server = await startPostgresServer();
  const pool = new Pool({ connectionString: server.url });
  const tables = ['runs', 'store', 'sessions', 'messages', 'events', 'followers'];
  const sequences = ['places', 'event_numbers'];
  interface Dumped {
    made: string[];
    tables: Record<string, object[]>;
    sequences: Record<string, number>;
  }
  return {
    async store() {
      await pool.query(migrationSql(defaultSchema));
      return postgresStore(pool, options);
    },
    async dump(): Promise<Dumped> {
      const dumped: Dumped = { made: migrationSql(defaultSchema).split('\n'), tables: {}, sequences: {} };
      for (const table of tables) {
        const { rows } = await pool.query(`select to_json(t) as row from ${defaultSchema}.${table} t order by 1::text`);
        dumped.tables[table] = rows.map(({ row }) => row);
      }
      for (const sequence of sequences) {
        const { rows } = await pool.query(`select last_value from ${defaultSchema}.${sequence}`);
        dumped.sequences[sequence] = Number(rows[0]?.last_value);
      }
      return dumped;
    },
    async load(dumped: Dumped) {
      await pool.query(dumped.made.join('\n'));
      await pool.query(`delete from ${defaultSchema}.store; delete from ${defaultSchema}.runs`);
      for (const [table, rows] of Object.entries(dumped.tables)) {
        const name = `${defaultSchema}.${table}`;
        const insert = `insert into ${name} select * from json_populate_recordset(null::${name}, $1)`;
        await pool.query(insert, [JSON.stringify(rows)]);
      }
      for (const [sequence, value] of Object.entries(dumped.sequences)) {
        await pool.query(`select setval('${defaultSchema}.${sequence}', $1)`, [value]);
      }
    },
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

/** A SQLite: the statements that made the tables, and their rows. */
export async function emptySqlite(): Promise<EmptyDatabase> {
  const connection = new (betterSqlite3())(':memory:');
  // What better-sqlite3 gives and takes; its statements are typed for three packages.
  const all = (text: string) => (connection.prepare(text).all as () => Record<string, string | number | null>[])();
  interface Dumped {
    made: string[];
    tables: Record<string, Record<string, string | number | null>[]>;
  }
  return {
    store: async () => sqliteStore(connection, options),
    async dump(): Promise<Dumped> {
      const made = all('select type, name, sql from sqlite_master where sql is not null order by rowid');
      const dumped: Dumped = { made: made.map(({ sql }) => `${sql}`), tables: {} };
      for (const { type, name } of made) {
        if (type === 'table') dumped.tables[`${name}`] = all(`select * from "${name}"`);
      }
      return dumped;
    },
    async load({ made, tables }: Dumped) {
      for (const sql of made) connection.exec(sql);
      for (const [name, rows] of Object.entries(tables)) {
        for (const row of rows) {
          const columns = Object.keys(row).map((column) => `"${column}"`);
          const insert = connection.prepare(
            `insert into "${name}" (${columns.join()}) values (${columns.map(() => '?').join()})`,
          );
          (insert.run as (...values: unknown[]) => unknown).call(insert, ...Object.values(row));
        }
      }
    },
    async stop() {
      connection.close();
    },
  };
}
