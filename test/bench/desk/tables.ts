import { spawnSync } from 'node:child_process';
import { startRedisServer } from '../../helpers/redis-server.ts';
import type { BenchOptions } from '../options.ts';
import { formatTable, type Row } from '../report.ts';
import { commandRows, eventRows, rateRows, sizeRows, storedRows } from './measurements.ts';

const measurements: Measurement[] = [rateRows, storedRows, commandRows, sizeRows, eventRows];
const heads = { name: 'desk', result: 'result' };

/** What a desk costs: a table for each store. */
export async function deskTables(options: BenchOptions): Promise<string[]> {
  const tables: string[] = [];
  for (const place of places(options)) {
    const rows: Row[] = [];
    for (const measure of measurements) rows.push(...(await measure(place, options)));
    if (rows.length > 0) tables.push(formatTable(rows, heads));
  }
  return tables;
}

function places({ isWanted }: BenchOptions): Place[] {
  if (spawnSync('redis-server', ['--version']).status === 0) return [memory, redis];
  if (isWanted(redis.label('')))
    console.error('There is no redis-server on the PATH: the table for Redis is left out. Install Redis 7 to get it.');
  return [memory];
}

/** Where the sessions of a desk are while it is measured. */
export interface Place {
  kind: 'memory' | 'redis';
  /** The name of a row. */
  label(what: string): string;
  open(): Promise<OpenPlace>;
}

/** A new one, with nothing in it. */
export interface OpenPlace {
  /** Tells the programs where it is. */
  env: Record<string, string>;
  /** Of its Redis. */
  port: number;
  close(): Promise<void>;
}

/** Measures something of a desk with this store: the rows that are wanted. */
export type Measurement = (place: Place, options: BenchOptions) => Promise<Row[]>;

/** In the process of each program. */
const memory: Place = {
  kind: 'memory',
  label: (what) => `desk, memory: ${what}`,
  open: async () => ({ env: {}, port: 0, close: async () => {} }),
};

/** In a Redis on this machine, which writes nothing to its disk. */
const redis: Place = {
  kind: 'redis',
  label: (what) => `desk, Redis: ${what}`,
  async open() {
    const { port, stop } = await startRedisServer({ config: ['--appendonly', 'no'] });
    return { env: { BENCH_REDIS_PORT: String(port) }, port, close: stop };
  },
};
