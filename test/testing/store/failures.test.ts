import { type DeskDatabase, databaseStore } from 'gptbots-human/desk';
import { storeContract, type TestRunner } from 'gptbots-human/testing/store';
import { describe, expect, it } from 'vitest';
import { mapDatabase } from '../../../examples/stores/map-database.ts';
import { duties } from '../../../src/testing/store/duties.ts';

/** What a test of the contract fails with, on a database; `test` is its name, after those of its groups. */
async function failureOf(makeDatabase: () => DeskDatabase, test: string, timeoutMs = 60_000): Promise<Error> {
  const tests = new Map<string, () => Promise<void>>();
  const groups: string[] = [];
  const runner: TestRunner = {
    describe(name, addTests) {
      groups.push(name);
      addTests();
      groups.pop();
    },
    it: (name, run) => tests.set([...groups, name].join(' '), run),
    expect,
  };
  const make: Parameters<typeof storeContract>[1] = async (options) => {
    const database = makeDatabase();
    return { database, open: async () => databaseStore(database, options), close: async () => {} };
  };
  storeContract(runner, make, { timeoutMs });
  const run = tests.get(test);
  if (!run) throw new Error(`no test is called "${test}", but ${[...tests.keys()].join(', ')}`);
  const failure = await run().catch((error: unknown) => error);
  if (failure instanceof Error) return failure;
  throw new Error(`expected "${test}" to fail`);
}

/** A database on maps with one fault. */
function faulty(fault: (database: DeskDatabase) => Partial<DeskDatabase>): () => DeskDatabase {
  return () => {
    const database = mapDatabase();
    return { ...database, ...fault(database) };
  };
}

const nothing = { ids: [], seqs: [], around: undefined };

const blind = faulty((database) => ({
  async commit(write) {
    for (;;) {
      const { kept } = await database.load(write.conversationId, nothing);
      const committed = await database.commit({ ...write, expected: kept?.revision });
      if (committed !== 'stale') return committed;
    }
  },
}));

const isStale = "a DeskDatabase answers 'stale' to a commit that expects another revision, and changes nothing";
const isLate = "a DeskDatabase answers 'late' to a commit after `notAfter` on its own clock, and changes nothing";

const faults: [fault: string, duty: keyof typeof duties, test: string, () => DeskDatabase][] = [
  [
    'finds no message by its id',
    'load',
    'chat stores what the user writes, once for each id',
    faulty((database) => ({ load: (id, want) => database.load(id, { ...want, ids: [] }) })),
  ],
  ['commits whatever the revision is by now', 'database', isStale, blind],
  [
    'commits whatever the revision is by now',
    'atomic',
    'of many at the same moment, one agent claims the session, also when each asks another store',
    blind,
  ],
  [
    'commits however late it is',
    'database',
    isLate,
    faulty((database) => ({ commit: (write) => database.commit({ ...write, notAfter: Number.POSITIVE_INFINITY }) })),
  ],
  [
    'erases at any revision',
    'database',
    'a DeskDatabase erases a conversation only at the revision that was asked for',
    faulty((database) => ({
      async erase(id, _, event) {
        const { kept } = await database.load(id, nothing);
        return kept ? database.erase(id, kept.revision, event) : false;
      },
    })),
  ],
  [
    'has nothing due by its own clock',
    'database',
    'a DeskDatabase says by its own clock what is due, closed ones first',
    faulty((database) => ({ due: (before = 0, limit) => database.due(before, limit) })),
  ],
  [
    'finds nothing due',
    'due',
    'the clock ends a session nobody replied to, a little after its deadline',
    faulty((database) => ({ due: () => database.due(Number.NEGATIVE_INFINITY, 100) })),
  ],
  [
    'lists in the wrong order',
    'lists',
    'sessions of a state come in the order they came into it, in pages that join',
    faulty((database) => ({ list: async (...asked) => (await database.list(...asked)).reverse() })),
  ],
  [
    'keeps no event of an erasure',
    'erase',
    'a session that is forgotten is gone with its messages, its ticket and its events, also while it is open',
    faulty((database) => ({ erase: (id, revision) => database.erase(id, revision, undefined) })),
  ],
  [
    'saves a follower whatever its revision is by now',
    'followers',
    'what is kept of a durable follower is changed by one at a time',
    faulty((database) => ({
      async saveFollower(name, state, revision) {
        for (;;) {
          const { kept } = await database.follower(name);
          if (await database.saveFollower(name, state, revision, kept?.revision)) return true;
        }
      },
    })),
  ],
  [
    'trims spaces of refs',
    'text',
    'hostile text as a ticket, an agent or a user stays apart',
    faulty((database) => ({ find: (ref) => database.find(ref.trim()) })),
  ],
  [
    'takes any text for a position',
    'cursors',
    'events after a cursor that is none of this kind of store are refused',
    faulty((database) => ({
      events: async (after, limit) => {
        const read = await database.events(after, limit);
        return read === 'gone' ? database.events(await database.oldest(), limit) : read;
      },
    })),
  ],
];

describe('a test of the contract that fails', () => {
  it.each(faults)('on a database that %s says what it has to do: %s', async (_, duty, test, makeDatabase) => {
    const { message, stack } = await failureOf(makeDatabase, test);
    expect(message).toContain(`\n\nWhat a DeskDatabase has to do: ${duties[duty]}`);
    expect(stack, 'what Jest shows').toContain(message);
  });

  it('says what it looked at', async () => {
    const takesAnything = faults.at(-1)?.[3] ?? mapDatabase;
    const test = 'events after a cursor that is none of this kind of store are refused';
    expect((await failureOf(takesAnything, test)).message).toMatch(/^of a store at "\S+", the events after "": /);
  });

  it('says what the database threw', async () => {
    const broken = faulty(() => ({
      find: () => Promise.reject(Object.assign(new RangeError('ref'), { code: '22021' })),
    }));
    const { message } = await failureOf(broken, 'link ties a session to a ticket, by which it is found');
    expect(message).toContain('The database threw: RangeError (22021). For its text, ');
  });

  it('ends, and says so, when what it waits for never comes', async () => {
    const silent = faulty((database) => ({
      events: async (after) => {
        const read = await database.events(after, 0);
        return read === 'gone' ? read : { ...read, events: [] };
      },
    }));
    const { message } = await failureOf(silent, 'events reach everybody who follows, live and in order', 200);
    expect(message).toMatch(/^The test did not end within 0\.2 s\./);
    expect(message).toContain(duties.events);
  });
});
