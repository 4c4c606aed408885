/**
 * What every store of a desk has to do, for a `DeskDatabase` or a store of your own.
 *
 * @example
 * import { storeContract } from 'gptbots-human/testing/store';
 * import { describe, expect, it } from 'vitest';
 *
 * storeContract({ describe, it, expect }, async (options) => {
 *   const database = await myDatabase();
 *   return { open: async () => databaseStore(database, options), close: () => database.end() };
 * });
 */
import { describeAgents } from './contract/agents.ts';
import { describeAtomicity } from './contract/atomicity.ts';
import { describeDeadlines } from './contract/deadlines.ts';
import { describeEvents } from './contract/events.ts';
import { describeFollowers } from './contract/followers.ts';
import { describeForget } from './contract/forget.ts';
import { describeHostileText } from './contract/hostile-text.ts';
import { describeLeases } from './contract/leases.ts';
import { describeOrphans } from './contract/orphans.ts';
import { describeOutbox } from './contract/outbox.ts';
import { describePaging } from './contract/paging.ts';
import { describeRepeats } from './contract/repeats.ts';
import { describeRetention } from './contract/retention.ts';
import { describeWebhooks } from './contract/webhooks.ts';
import { describeWriters } from './contract/writers.ts';
import { describeModel } from './model/describe-model.ts';
import { type MakeStore, suiteOf, type TestRunner } from './suite.ts';

export type { Expect, MakeStore, Matchers, TestRunner } from './suite.ts';

/**
 * The tests of a store, in the words of your test runner. They use no hooks, only `describe`, `it` and Jest's matchers, and
 * each ends within 5 seconds.
 *
 * @param make an empty database, for each test anew
 */
export function storeContract(runner: TestRunner, make: MakeStore): void {
  const suite = suiteOf(runner, make);
  describeWebhooks(suite);
  describeOutbox(suite);
  describeRepeats(suite);
  describeAtomicity(suite);
  describeLeases(suite);
  describeDeadlines(suite);
  describeOrphans(suite);
  describeAgents(suite);
  describeRetention(suite);
  describePaging(suite);
  describeEvents(suite);
  describeWriters(suite);
  describeForget(suite);
  describeFollowers(suite);
  describeHostileText(suite);
  describeModel(suite, 20);
}
