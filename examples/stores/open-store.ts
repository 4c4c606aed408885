// The store of a DATABASE_URL: file:desk.db, postgres://…, redis://…
import { fileURLToPath } from 'node:url';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
import { redisStore } from 'gptbots-human/redis';
import { sqliteStore } from 'gptbots-human/sqlite';
import { openSqlite } from './open-sqlite.ts';

/** A store, and what closes its database once the desk is shut down. */
export interface OpenStore {
  store: DeskStore;
  close(): Promise<void>;
}

const { DATABASE_URL, DATABASE_PREFIX, REDIS_URL, REDIS_PREFIX } = process.env;
const connectTimeoutMs = 10_000;

/**
 * Opens the store of a URL; sessions stay in this process when there is none. Rejects within ten seconds when the database
 * cannot be used, with a message that says why, without the password.
 *
 * @param prefix what names of keys and tables begin with, in Postgres the schema: for several desks in one database
 */
export async function openStore(
  url: string | undefined = DATABASE_URL || REDIS_URL,
  prefix: string | undefined = DATABASE_PREFIX || REDIS_PREFIX || undefined,
): Promise<OpenStore> {
  if (!url) return { store: memoryStore(), close: async () => {} };
  const [scheme = ''] = /^[a-z]+:/.exec(url) ?? [];
  const open = opens[scheme];
  if (!open) throw new Error('DATABASE_URL has to begin with file:, postgres: or redis:.');
  if (open !== openFile && !URL.canParse(url)) {
    throw new Error(
      'DATABASE_URL is no valid URL. Write special characters in its password as %XX, such as %23 for #.',
    );
  }
  try {
    return await inTime(open(url, prefix));
  } catch (error) {
    throw new Error(`The database ${nameOf(url)} cannot be used: ${reasonOf(error, url)}`);
  }
}

type Open = (url: string, prefix: string | undefined) => Promise<OpenStore>;
const opens: Record<string, Open> = {
  'file:': openFile,
  'postgres:': openPostgres,
  'postgresql:': openPostgres,
  'redis:': openRedis,
  'rediss:': openRedis,
};

async function openFile(url: string, prefix: string | undefined): Promise<OpenStore> {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
  const database = await openSqlite(path);
  return { store: sqliteStore(database, { prefix }), close: async () => void database.close() };
}

async function openPostgres(connectionString: string, schema: string | undefined): Promise<OpenStore> {
  const { Pool } = await import('pg').then((pg) => pg.default);
  const pool = new Pool({ connectionString, connectionTimeoutMillis: connectTimeoutMs });
  // It connects again by itself. The desk reports what failed meanwhile.
  pool.on('error', ({ message }) => console.error(`Postgres: ${message}`));
  const close = () => pool.end();
  try {
    await migratePostgres(pool, { schema });
    return { store: postgresStore(pool, { schema }), close };
  } catch (error) {
    void close();
    throw error;
  }
}

async function openRedis(url: string, prefix: string | undefined): Promise<OpenStore> {
  const { createClient } = await import('redis');
  let wasReady = false;
  // What is not there at the start is told at once; later it connects again by itself.
  const reconnectStrategy = (retries: number) => wasReady && Math.min(100 * retries, 2_000);
  const client = createClient({ url, socket: { reconnectStrategy } });
  client.on('error', ({ message }: Error) => wasReady && console.error(`Redis: ${message}`));
  try {
    await client.connect();
    wasReady = true;
    // It is closed already when the process is told to end twice.
    const close = async () => {
      if (client.isOpen) await client.close();
    };
    return { store: redisStore(client, { prefix }), close };
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw error;
  }
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not answer in time.')), connectTimeoutMs);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}

// Without user and password.
function nameOf(url: string): string {
  if (url.startsWith('file:')) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

// A database may say again what it was given, and errors of connections may have no message but a code.
function reasonOf(error: unknown, url: string): string {
  const { message, code } = error as { message?: string; code?: string }; // what was thrown is an Error
  const text = message || code || 'no reason was given.';
  const [, password] = /:\/\/[^/@]*?:(.*)@/.exec(url) ?? [];
  return password ? text.replaceAll(password, '***').replaceAll(decoded(password), '***') : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
