import { databaseStore } from 'gptbots-human/desk';
import { storeContract } from 'gptbots-human/testing/store';
import { describe, expect, it } from 'vitest';
import { mapDatabase } from './map-database.ts';

storeContract({ describe, it, expect }, async (options) => {
  // Empty for each test, and apart from all others: in a real one, a schema or a prefix of its own.
  const database = mapDatabase();
  return { database, open: async () => databaseStore(database, options), close: async () => {} };
});
