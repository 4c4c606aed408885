import type { DeskDatabase, SessionState, Write } from '../../../desk/index.ts';
import { begin, copySession } from '../../../desk/rules/head.ts';
import { encodeHead } from '../../../desk/store/layout.ts';
import type { Suite } from '../suite.ts';

const hourMs = 3_600_000;
const nothing = { ids: [], seqs: [], around: undefined };

/** What a store cannot show of its database, because it takes care or goes by the clock of the tests. */
export function describeDatabase({ describe, it, expect }: Suite): void {
  describe('a DeskDatabase', () => {
    const itself = (name: string, test: (database: DeskDatabase) => Promise<void>) =>
      it(name, async (scope) => {
        const database = await scope.database();
        if (database) await test(database);
      });

    itself("answers 'stale' to a commit that expects another revision, and changes nothing", async (database) => {
      const unknown = await writeOf(database, 'unknown', { expected: 'r0' });
      expect(await database.commit(unknown), 'a commit that expects a revision of what is not kept').toBe('stale');
      expect((await database.load('unknown', nothing)).kept, 'what was kept by that commit').toBeUndefined();
      const first = await writeOf(database, 'c', { revision: 'r1' });
      const { position } = committed(await database.commit(first));
      for (const expected of [undefined, 'r0', 'r']) {
        const other = await writeOf(database, 'c', { expected, revision: 'r2', head: 'other' });
        expect(await database.commit(other), `a commit on revision r1 that expects ${expected}`).toBe('stale');
      }
      expect((await database.load('c', nothing)).kept).toMatchObject({ head: first.head, revision: 'r1' });
      expect(await database.events(position, 10), 'what was written by those commits').toMatchObject({ events: [] });
    });

    itself('makes one of many commits that expect the same revision at the same moment', async (database) => {
      for (const expected of [undefined, 'r0.0']) {
        const id = `c after ${expected}`;
        if (expected) await database.commit(await writeOf(database, id, { revision: expected }));
        const write = await writeOf(database, id, { expected });
        const { position } = await database.load(id, nothing);
        const writes = Array.from({ length: 20 }, (_, index) => ({ ...write, revision: `r1.${index}` }));
        const answers = await Promise.all(writes.map((one) => database.commit(one)));
        expect(answers.filter((answer) => answer !== 'stale')).toHaveLength(1);
        const made = answers.findIndex((answer) => answer !== 'stale');
        expect((await database.load(id, nothing)).kept).toMatchObject({ revision: `r1.${made}` });
        const read = await database.events(position, 100);
        expect(read === 'gone' ? read : read.events.length, 'how many events were written').toBe(1);
      }
    });

    itself("answers 'late' to a commit after `notAfter` on its own clock, and changes nothing", async (database) => {
      const { now } = await database.load('c', nothing);
      expect(await database.commit(await writeOf(database, 'c', { notAfter: now - hourMs }))).toBe('late');
      expect((await database.load('c', nothing)).kept, 'what was kept by that commit').toBeUndefined();
      expect(committed(await database.commit(await writeOf(database, 'c', { notAfter: now + hourMs })))).toBeDefined();
    });

    itself('erases a conversation only at the revision that was asked for', async (database) => {
      await database.commit(await writeOf(database, 'c', { revision: 'r1' }));
      expect(await database.erase('c', 'r0', undefined), 'erase on revision r1, asked for r0').toBe(false);
      expect((await database.load('c', nothing)).kept).toMatchObject({ revision: 'r1' });
      expect(await database.erase('c', 'r1', undefined)).toBe(true);
      expect((await database.load('c', nothing)).kept).toBeUndefined();
      expect(await database.erase('c', 'r1', undefined), 'erase of what is gone').toBe(false);
    });

    itself('says by its own clock what is due, closed ones first', async (database) => {
      const { now } = await database.load('c', nothing);
      const add = async (id: string, state: SessionState, wakeAt: number | null) =>
        database.commit(await writeOf(database, id, { lists: { state, wakeAt } }));
      await add('open', 'waiting', now - 2 * hourMs);
      await add('closed', 'closed', now - hourMs);
      await add('later', 'waiting', now + hourMs);
      await add('never', 'closed', null);
      expect((await database.due(undefined, 10)).conversationIds).toEqual(['closed', 'open']);
      expect((await database.due(undefined, 1)).conversationIds).toEqual(['closed']);
      expect((await database.due(now + 2 * hourMs, 10)).conversationIds).toHaveLength(3);
      expect((await database.due(undefined, 10)).now).toBeGreaterThanOrEqual(now);
    });

    itself('reads events on from each position it says, and from `oldest` all that are kept', async (database) => {
      const oldest = await database.oldest();
      for (const id of ['a', 'b', 'c']) await database.commit(await writeOf(database, id));
      const ids: string[] = [];
      for (let after = oldest; ids.length < 3; ) {
        const read = await database.events(after, 1);
        if (read === 'gone') throw new Error(`expected events after ${JSON.stringify(after)}, not 'gone'`);
        expect(read.events, `of a limit of 1, after ${JSON.stringify(after)}`).toHaveLength(1);
        ids.push(...read.events.map(({ conversationId }) => conversationId));
        after = read.position;
      }
      expect(ids).toEqual(['a', 'b', 'c']);
      // All are older than in an hour.
      await database.trim((await database.load('c', nothing)).now + hourMs, 100);
      expect(await database.events(oldest, 10), 'events before the oldest that is kept').toBe('gone');
      expect(await database.events(await database.oldest(), 10)).toMatchObject({ events: [] });
    });
  });
}

let revisions = 0;

async function writeOf(database: DeskDatabase, conversationId: string, given: Partial<Write> = {}): Promise<Write> {
  const { now } = await database.load(conversationId, nothing);
  const head = begin(conversationId, now);
  head.session.state = given.lists?.state ?? 'waiting';
  const { session } = head;
  return {
    conversationId,
    expected: undefined,
    revision: `revision-${++revisions}`,
    notAfter: now + hourMs,
    head: encodeHead({ head, listedWakeAt: undefined }),
    session: copySession(session),
    messages: [],
    lists: { state: session.state, wakeAt: now + hourMs },
    events: [{ conversationId, type: 'updated', at: now, data: '{}' }],
    ...given,
  };
}

function committed(answer: Awaited<ReturnType<DeskDatabase['commit']>>) {
  if (typeof answer === 'object') return answer;
  throw new Error(`expected the commit to be made, not '${answer}'`);
}
