import { expect, it, onTestFinished } from 'vitest';
import { expectNothingLost } from '../chaos/support/expect-nothing-lost.ts';
import { Fleet } from '../chaos/support/fleet.ts';
import { openConversations, talk } from '../chaos/support/load.ts';
import type { SqliteChoice } from '../chaos/support/messages.ts';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';
import { betterSqlite3Path } from '../helpers/installed-better-sqlite3.ts';
import { newPath, removeDatabase } from './support/databases.ts';

const seed = 5;

describeWithBetterSqlite3('two processes with one SQLite file', () => {
  it('have one effect for each webhook that two of them get at the same moment', async () => {
    const fleet = await Fleet.start({ store: onFile({ synchronous: 'normal' }), instances: 2 });
    fleet.proxy.copies = 2;
    const visitors = await openConversations(fleet, 10);
    await talk(fleet, visitors, { name: 'twice', replies: 5, chats: 10, seed });
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    const report = await fleet.report(visitors);
    expectNothingLost('each webhook to two processes', report);
    expect(report).toMatchObject({ replies: 50, chats: 100, notAcknowledged: 0, sent: 50 });
    for (const { conversationId } of visitors) {
      const session = await fleet.at(1).session(conversationId);
      expect(session).toMatchObject({ state: 'closed', closeReason: 'user_closed', userMessages: 10 });
    }
    await Promise.all(fleet.instances.map((instance) => instance.terminate()));
    expect(Object.fromEntries([...fleet.hooks].filter(([, times]) => times !== 1)), 'each hook is called once').toEqual(
      {},
    );
    expect([...fleet.hooks.keys()].filter((key) => key.startsWith('onMessage '))).toHaveLength(100);
  });
});

// On a busy machine, everything may take long.
function onFile(options: Partial<SqliteChoice>): SqliteChoice {
  const path = newPath();
  onTestFinished(() => removeDatabase(path));
  const installed = betterSqlite3Path;
  return { kind: 'sqlite', path, installed, synchronous: 'full', leaseMs: 5_000, commandTimeoutMs: 30_000, ...options };
}
