/** What every store of a desk has to do, for a `DeskDatabase` or a store of your own. */
import { describeAgents } from './contract/agents.ts';
import { describeAtomicity } from './contract/atomicity.ts';
import { describeCursors } from './contract/cursors.ts';
import { describeDatabase } from './contract/database.ts';
import { describeDeadlines } from './contract/deadlines.ts';
import { describeEvents } from './contract/events.ts';
import { describeFollowers } from './contract/followers.ts';
import { describeForget } from './contract/forget.ts';
import { describeHostileText } from './contract/hostile-text.ts';
import { describeLabels } from './contract/labels.ts';
import { describeLeases } from './contract/leases.ts';
import { describeLine } from './contract/line.ts';
import { describeNotices } from './contract/notices.ts';
import { describeOrphans } from './contract/orphans.ts';
import { describeOutbox } from './contract/outbox.ts';
import { describePaging } from './contract/paging.ts';
import { describeReminders } from './contract/reminders.ts';
import { describeRepeats } from './contract/repeats.ts';
import { describeRetention } from './contract/retention.ts';
import { describeTurningAway } from './contract/turning-away.ts';
import { describeWebhooks } from './contract/webhooks.ts';
import { describeWriters } from './contract/writers.ts';
import { duties } from './duties.ts';
import { describeModel } from './model/describe-model.ts';
import { type MakeStore, type Suite, suiteOf, type TestRunner } from './suite.ts';

export type { Expect, MakeStore, Matchers, TestRunner } from './suite.ts';

/**
 * The tests of a store, in the words of your test runner. They use no hooks, only `describe`, `it` and Jest's matchers. When
 * one fails, the end of its message says what a `DeskDatabase` has to do.
 *
 * @example
 * storeContract({ describe, it, expect }, async (options) => {
 *   const database = await myDatabase({ prefix: crypto.randomUUID() }); // empty, for each test anew
 *   return { database, open: async () => databaseStore(database, options), close: () => database.drop() };
 * });
 *
 * @param make an empty database, for each test anew
 * @param options `timeoutMs`: how long a test may take; more for a database that is far away. @default 30000
 */
export function storeContract(
  runner: TestRunner,
  make: MakeStore,
  { timeoutMs = 30_000 }: { timeoutMs?: number } = {},
): void {
  const groups: [duty: keyof typeof duties, describe: (suite: Suite) => void][] = [
    ['database', describeDatabase],
    ['load', describeWebhooks],
    ['load', describeOutbox],
    ['again', describeRepeats],
    ['atomic', describeAtomicity],
    ['due', describeLeases],
    ['due', describeDeadlines],
    ['orphans', describeOrphans],
    ['load', describeAgents],
    ['load', describeNotices],
    ['lists', describeLabels],
    ['line', describeLine],
    ['load', describeTurningAway],
    ['due', describeReminders],
    ['erase', describeRetention],
    ['lists', describePaging],
    ['events', describeEvents],
    ['cursors', describeCursors],
    ['positions', describeWriters],
    ['erase', describeForget],
    ['followers', describeFollowers],
    ['text', describeHostileText],
    ['model', (suite) => describeModel(suite, 20)],
  ];
  for (const [duty, describe] of groups) describe(suiteOf(runner, make, { duty: duties[duty], timeoutMs }));
}
