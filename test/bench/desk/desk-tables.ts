import { spawnSync } from 'node:child_process';
import type { BenchOptions } from '../options.ts';
import { formatTable, type Row } from '../table.ts';
import { commandRows } from './command-rows.ts';
import { eventRows } from './event-rows.ts';
import { rateRows } from './rate-rows.ts';
import { sizeRows } from './size-rows.ts';
import { type Measurement, memory, type Place, redis } from './store-place.ts';
import { storedRows } from './stored-rows.ts';

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
