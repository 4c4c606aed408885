import { expect, it, onTestFinished } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { eventsOf, openDatabase, readOn, writeOf } from './support/database.ts';
import { describeOnPostgres } from './support/on-postgres.ts';

const nothing = { ids: [], seqs: [], around: undefined };

describeOnPostgres('a commit', ({ openPool }) => {
  it('of two at once is stale, also of two that begin the same conversation', async () => {
    const { database } = await openDatabase(openPool());
    for (let round = 0; round < 20; round++) {
      const expected = round % 2 === 0 ? undefined : `${round - 1}`;
      const id = `c${round >> 1}`;
      const both = await Promise.all(
        [`${round}`, `other ${round}`].map((revision) => database.commit(writeOf(id, revision, { expected }))),
      );
      expect(both.filter((one) => one === 'stale')).toHaveLength(1);
      const { kept } = await database.load(id, nothing);
      if (kept?.revision !== `${round}`) {
        await database.commit(writeOf(id, `${round}`, { expected: kept?.revision }));
      }
    }
  });

  it('that is late changes nothing', async () => {
    const { database } = await openDatabase(openPool());
    const start = await database.oldest();
    const late = { notAfter: Date.now() - 60_000, events: eventsOf('c', 'late') };
    expect(await database.commit(writeOf('c', '1', late))).toBe('late');
    await database.commit(writeOf('c', '1'));
    expect(await database.commit(writeOf('c', '2', { expected: '1', ...late }))).toBe('late');
    expect((await database.load('c', nothing)).kept).toMatchObject({ revision: '1' });
    expect((await readOn(database, start)).texts).toEqual([]);
  });

  it('that waited for a lock until it was late changes nothing', async () => {
    const pool = openPool();
    const { database, schema } = await openDatabase(pool);
    await database.commit(writeOf('c', '1'));
    const other = await pool.connect();
    onTestFinished(() => other.release(true));
    await other.query('begin');
    await other.query(`select from ${schema}.sessions where conversation_id = 'c' for update`);
    const notAfter = Date.now() + 2_000;
    const committing = database.commit(writeOf('c', '2', { expected: '1', notAfter }));
    await until(async () => Date.now() > notAfter + 10);
    await other.query('rollback');
    expect(await committing).toBe('late');
    expect((await database.load('c', nothing)).kept).toMatchObject({ revision: '1' });
  });

  it('finds a message by its id among many others, whatever is known of the table', async () => {
    const pool = openPool();
    const { database, schema } = await openDatabase(pool);
    await database.commit(writeOf('c', '1'));
    await pool.query(
      `insert into ${schema}.messages (conversation_id, seq, sort_order, id, sender, status, text, at, late)
       select 'c', n, n, 'm' || n, 'user', 'received', 'text', to_timestamp(n), false from generate_series(1, 20000) n`,
    );
    const read = async () => {
      const { rows } = await pool.query(
        'select idx_tup_read + idx_tup_fetch as read from pg_stat_all_indexes i join pg_class c on c.oid = i.relid where i.schemaname = $1',
        [schema],
      );
      return rows.reduce((sum, { read }) => sum + Number(read), 0);
    };
    const { kept } = await database.load('c', { ids: ['m7', 'nobody'], seqs: [9], around: 10_000_000 });
    expect(kept?.messages.map(({ id }) => id).toSorted()).toEqual(['m7', 'm9']);
    expect(kept?.around).toMatchObject({ before: { id: 'm10000' }, after: { id: 'm10001' } });
    // The server counts a moment later.
    await until(async () => (await read()) > 0);
    expect(await read()).toBeLessThan(100);
  });
});
