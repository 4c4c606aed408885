import type { BenchOptions } from '../options.ts';
import { formatTable, type Row } from '../report.ts';
import { bytesRows } from './measurements/bytes.ts';
import { commandRows } from './measurements/commands.ts';
import { eventRows } from './measurements/events.ts';
import { followerRows } from './measurements/followers.ts';
import { lengthRows } from './measurements/length.ts';
import { listRows } from './measurements/lists.ts';
import { rateRows } from './measurements/rates.ts';
import { storedRows } from './measurements/stored.ts';
import { type Place, places } from './places.ts';

/** Measures something of a desk with this store: the rows that are wanted. */
export type Measurement = (place: Place, options: BenchOptions) => Promise<Row[]>;

const measurements: Measurement[] = [
  rateRows,
  storedRows,
  lengthRows,
  listRows,
  commandRows,
  bytesRows,
  eventRows,
  followerRows,
];
const heads = { name: 'desk', result: 'result' };

/** What a desk costs: a table for each store. */
export async function deskTables(options: BenchOptions): Promise<string[]> {
  const tables: string[] = [];
  for (const place of places) {
    const missing = place.missing();
    if (missing !== undefined) {
      if (options.isWanted(place.label(''))) console.error(`${place.label('left out')}, as it needs ${missing}`);
      continue;
    }
    const rows: Row[] = [];
    for (const measure of measurements) rows.push(...(await measure(place, options)));
    if (rows.length > 0) tables.push(formatTable(rows, heads));
  }
  return tables;
}
