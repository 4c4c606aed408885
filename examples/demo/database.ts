import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hasSqlite } from '../stores/open-sqlite.ts';
import { startRedis } from './redis-process.ts';

/** Where the consoles keep conversations. */
export interface Database {
  /** What the consoles need to know of it. */
  env: { DATABASE_URL: string; DATABASE_PREFIX: string };
  /** For whoever runs the demo. */
  note: string;
}

// Ignored by git, and in no package.
const folder = fileURLToPath(new URL('../../node_modules/.cache/gptbots-human-demo', import.meta.url));

/** That of DATABASE_URL; else a file, where there is SQLite; else memory, or a Redis of its own for several instances. */
export async function openDatabase(instances: number, ending: (() => Promise<unknown>)[]): Promise<Database> {
  const given = process.env.DATABASE_URL || process.env.REDIS_URL;
  // Beside what else is in the database.
  const at = (url: string, note: string) => ({ env: { DATABASE_URL: url, DATABASE_PREFIX: 'gptbots_demo' }, note });
  if (given) return at(given, 'Conversations are kept in the database of DATABASE_URL.');
  if (await hasSqlite()) {
    await mkdir(folder, { recursive: true });
    const url = pathToFileURL(join(folder, 'desk.db')).href;
    return at(url, `Conversations are kept in ${relative('', folder)}: delete that folder to start anew.`);
  }
  const url = instances > 1 ? await startRedis(ending) : '';
  return at(url, 'Conversations are forgotten then; with better-sqlite3, or Node 22, they are kept.');
}
