/**
 * `npm run bench`: how fast and how large this package is, beside what a developer would use or write instead.
 *
 *     npm run bench -- --quick                  fewer rounds
 *     npm run bench -- --only 'webhook.fetch'   the comparisons with this in their name
 *     npm run bench -- --only size              how large it is, and what each kilobyte is for
 *     npm run bench -- --only desk              what a desk costs: in memory, in Redis, in Postgres and in SQLite
 *     npm run bench -- --only 'desk, SQLite'    one of these tables; any part of a row's name will do
 *
 * A report, not a test: it ends with 0 even when a target is missed, but with 1 when a variant answered wrongly.
 */
import { availableParallelism, loadavg } from 'node:os';
import { deskTables } from './desk/tables.ts';
import { type Group, groups } from './groups.ts';
import { measureGroup } from './measure-group.ts';
import { readOptions } from './options.ts';
import { compilePrograms, installRivals } from './prepare.ts';
import { formatTable, type Row } from './report.ts';
import { sizeRows, sizeTable } from './sizes.ts';

const options = readOptions(process.argv.slice(2));
const { isWanted, extentOf, generations } = options;
const wanted = groups
  .map((group): Group => ({ ...group, comparisons: group.comparisons.filter(({ name }) => isWanted(name)) }))
  .filter(({ comparisons }) => comparisons.length > 0);

try {
  const rows = [...(await speedRows()), ...(await sizeRows(isWanted))];
  const tables = [
    ...(rows.length > 0 ? [formatTable(rows)] : []),
    ...(await sizeTable(isWanted)),
    ...(await deskTables(options)),
  ];
  if (tables.length === 0) throw new Error('no comparison has this in its name');
  console.log(`\n${tables.join('\n\n')}\n${loadNote()}`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}

async function speedRows(): Promise<Row[]> {
  if (wanted.length === 0) return [];
  const programs = wanted.flatMap(({ variants }) => Object.values(variants).map(({ file }) => file));
  const folder = await compilePrograms([...new Set(programs)]);
  const rows: Row[] = [];
  for (const group of wanted) {
    console.error(`${group.ours} ...`);
    rows.push(
      ...(await measureGroup(group, {
        extent: extentOf(group),
        generations,
        folder,
        withRivals: await haveRivals(group),
      })),
    );
  }
  return rows;
}

async function haveRivals({ variants, comparisons }: Group): Promise<boolean> {
  if (!comparisons.some(({ against }) => variants[against]?.rival)) return false;
  const problem = await installRivals();
  if (problem !== undefined) console.error(`  the packages to compare with could not be installed: ${problem}`);
  return problem === undefined;
}

// For the reader to judge by: what others do on the same machine makes the figures rougher.
function loadNote(): string {
  const load = loadavg()[1] ?? 0;
  return `Load of the last five minutes: ${load.toFixed(1)} on ${availableParallelism()} processors; the bench itself makes about 2 of it.`;
}
