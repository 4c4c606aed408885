import { sqliteStore } from 'gptbots-human/sqlite';
import { expect, it } from 'vitest';
import { play } from '../../src/testing/store/model/describe-model.ts';
import { modelRetentionMs } from '../../src/testing/store/model/plain-store.ts';
import { describeStore } from '../desk/store-contract.ts';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';
import { storesOnFiles } from './support/databases.ts';

const histories = 300;

describeWithBetterSqlite3('better-sqlite3', (Database) => {
  describeStore(
    'sqliteStore',
    storesOnFiles((path) => new Database(path)),
  );

  it(`says the same as the rules through ${histories} random histories`, async () => {
    for (let seed = 1; seed <= histories; seed++) {
      const database = new Database(':memory:');
      await play(expect, seed, sqliteStore(database, { retentionMs: modelRetentionMs }), new Map());
      database.close();
    }
  });
});
