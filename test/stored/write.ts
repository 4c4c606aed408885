import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { installBetterSqlite3 } from '../helpers/installed-better-sqlite3.ts';
import { emptyPostgres, emptyRedis, emptySqlite } from './databases.ts';
import { opened, play, readAll } from './scenario.ts';

/**
 * Writes what this version keeps of a scenario, in each database, and what is to be read of it. Run it when the layout has
 * got a new version, with that version in the names: npx tsx test/stored/write.ts 2 && npx biome format --write test/stored.
 * What older ones wrote stays as it is.
 */

const layout = Number(process.argv[2]);
if (!layout) throw new Error('expected the version of the layout, as in: npx tsx test/stored/write.ts 2');
const missing = await installBetterSqlite3();
if (missing !== undefined) throw new Error(missing);

const write = (name: string, value: unknown) => {
  const url = new URL(`layout-${layout}.${name}.json`, import.meta.url);
  writeFileSync(url, `${JSON.stringify(value, null, 2)}\n`);
};

let expected: unknown;
for (const [name, empty] of Object.entries({ redis: emptyRedis, postgres: emptyPostgres, sqlite: emptySqlite })) {
  const database = await empty();
  const store = opened(await database.store());
  await play(store);
  const read = await readAll(store);
  expected ??= read;
  if (!isDeepStrictEqual(read, expected)) throw new Error(`${name} reads something else than the others`);
  write(name, await database.dump());
  await store.shutdown();
  await database.stop();
}
write('expected', expected);
