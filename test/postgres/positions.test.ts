import { expect, it, onTestFinished } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { eventsOf, openDatabase, readOn, writeOf } from './support/database.ts';
import { describeOnPostgres } from './support/on-postgres.ts';

describeOnPostgres('positions of events', ({ openPool }) => {
  it('nothing ever appears before one that was handed out, with eight writers at once', async () => {
    const pool = openPool({ max: 20 });
    const { database, schema } = await openDatabase(pool);
    // Between its id and its end, each transaction takes a time of its own.
    await pool.query(`
      create function ${schema}.dawdle() returns trigger language plpgsql as
        $$ begin perform pg_sleep(random() * 0.01); return null; end $$;
      create trigger dawdle after insert on ${schema}.events for each statement execute function ${schema}.dawdle()`);
    const start = await database.oldest();
    const written: string[] = [];
    let isWriting = true;
    const write = async (writer: number) => {
      for (let round = 0; round < 100; round++) {
        const id = `c${writer}-${round % 10}`;
        const kept = (await database.load(id, { ids: [], seqs: [], around: undefined })).kept;
        const texts = Array.from({ length: (round + writer) % 4 }, (_, index) => `${writer} ${round} ${index}`);
        const events = eventsOf(id, ...texts);
        const committed = await database.commit(
          writeOf(id, `${writer}-${round}`, {
            expected: kept?.revision,
            lists: kept ? {} : { state: 'waiting' },
            events,
          }),
        );
        expect(committed).toMatchObject({ position: expect.any(String) });
        written.push(...texts);
      }
    };
    const writers = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer))).finally(() => {
      isWriting = false;
    });
    const followers = [0, 1, 2].map(async () => {
      const seen: string[] = [];
      let position = start;
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting;
        const read = await readOn(database, position);
        seen.push(...read.texts);
        position = read.position;
      }
      return seen;
    });
    await writers;
    const all = (await readOn(database, start)).texts;
    expect(all.toSorted()).toEqual(written.toSorted());
    for (const follower of followers) expect(await follower).toEqual(all);
  });

  it('of each conversation are in the order of its revisions', async () => {
    const { database } = await openDatabase(openPool({ max: 20 }));
    const start = await database.oldest();
    await database.commit(writeOf('c', '0'));
    let stale = 0;
    const write = async (writer: number) => {
      for (let count = 0; count < 25; ) {
        const { kept } = await database.load('c', { ids: [], seqs: [], around: undefined });
        const expected = kept?.revision ?? '';
        const events = eventsOf('c', `${Number(kept?.head.split(' ')[1]?.split('.')[0] ?? 0) + 1}`);
        const head = `head ${events[0]?.data}.`;
        const done = await database.commit(writeOf('c', `${writer} ${count}`, { expected, head, events }));
        if (done === 'stale') stale++;
        else count++;
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(write));
    expect((await readOn(database, start)).texts).toEqual(Array.from({ length: 200 }, (_, index) => `${index + 1}`));
    expect(stale, 'at least one writer came second').toBeGreaterThan(0);
  });

  it('wait for an earlier transaction that writes events, and for no other', async () => {
    const pool = openPool({ max: 20 });
    const { database, schema } = await openDatabase(pool);
    const start = await database.oldest();
    const other = await pool.connect();
    onTestFinished(() => other.release(true));
    await other.query('begin');
    await other.query('create table if not exists imported (value text)');
    await database.commit(writeOf('a', '1', { events: eventsOf('a', 'beside an import') }));
    expect((await readOn(database, start)).texts).toEqual(['beside an import']);

    const writer = await pool.connect();
    onTestFinished(() => writer.release(true));
    await writer.query('begin');
    await writer.query(
      `insert into ${schema}.events (run, xid, seq, conversation_id, type, at, data)
       select run, pg_current_xact_id()::text::bigint, 1, 'b', 'message', 0, 'earlier' from ${schema}.store`,
    );
    const committed = await database.commit(writeOf('c', '1', { events: eventsOf('c', 'later') }));
    const before = await readOn(database, start);
    expect(before.texts).toEqual(['beside an import']);
    await writer.query('commit');
    // Also from the position that the commit itself said, which is that of an earlier moment.
    expect((await readOn(database, before.position)).texts).toEqual(['earlier', 'later']);
    expect(committed).toMatchObject({ position: expect.any(String) });
    if (typeof committed === 'object') expect((await readOn(database, committed.position)).texts).toContain('earlier');
    await other.query('rollback');
  });

  it('are early, but not by hours, while a transaction runs for long', async () => {
    const pool = openPool({ max: 20 });
    const { database } = await openDatabase(pool);
    const other = await pool.connect();
    onTestFinished(() => other.release(true));
    await other.query('begin');
    await other.query('select pg_current_xact_id()');
    for (let count = 0; count < 1_100; count++) await pool.query('select pg_current_xact_id()');
    const start = await database.events(undefined, 1);
    if (start === 'gone') throw new Error('expected a position');
    const { position } = await database.load('c', { ids: [], seqs: [], around: undefined });
    expect(position >= start.position).toBe(true);
  });

  it('are refused when they lie ahead of all there is', async () => {
    const { database } = await openDatabase(openPool({ max: 20 }));
    const read = await database.events(undefined, 1);
    if (read === 'gone') throw new Error('expected a position');
    const [run, xid, seq] = read.position.split('-');
    const ahead = `${run}-${String(Number(xid) + 1_000_000).padStart(18, '0')}-${seq}`;
    expect(await database.events(ahead, 1)).toBe('gone');
    expect(await database.events(`1${run?.slice(1)}-${xid}-000001`.replace(/^\d/, '9'), 1)).toBe('gone');
  });

  it('are trimmed by age and by number, and what was not told yet is kept', async () => {
    const pool = openPool({ max: 20 });
    const { database, schema } = await openDatabase(pool);
    const start = await database.oldest();
    const at = (time: number, text: string) =>
      ({ ...eventsOf('c', text)[0], at: time }) as ReturnType<typeof eventsOf>[number];
    await database.commit(writeOf('c', '1', { events: [at(10, 'a'), at(20, 'b'), at(30, 'c'), at(40, 'd')] }));
    await database.trim(Number.NEGATIVE_INFINITY, 10);
    expect((await readOn(database, start)).texts).toEqual(['a', 'b', 'c', 'd']);
    await database.trim(15, 10);
    expect(await database.events(start, 10)).toBe('gone');
    expect((await readOn(database, await database.oldest())).texts).toEqual(['b', 'c', 'd']);
    await database.trim(15, 2);
    expect((await readOn(database, await database.oldest())).texts).toEqual(['c', 'd']);
    const writer = await pool.connect();
    onTestFinished(() => writer.release(true));
    await writer.query('begin');
    await writer.query(`update ${schema}.events set type = type`);
    await database.commit(writeOf('c', '2', { expected: '1', events: [at(25, 'e')] }));
    await database.trim(1_000, 10);
    await writer.query('commit');
    expect((await readOn(database, await database.oldest())).texts).toContain('e');
    await database.trim(1_000, 10);
    expect((await readOn(database, await database.oldest())).texts).toEqual([]);
  });

  it('cost the same to read on from, and to look for old ones, however many are kept', async () => {
    const pool = openPool();
    const { database, schema } = await openDatabase(pool);
    await pool.query(
      `insert into ${schema}.events (run, xid, seq, conversation_id, type, at, data)
       select run, pg_current_xact_id()::text::bigint, n, 'c', 'message', n, 'text'
       from ${schema}.store, generate_series(1, 20000) n`,
    );
    const read = async () => {
      const { rows } = await pool.query(
        'select seq_tup_read + idx_tup_fetch as read, n_tup_ins as written from pg_stat_user_tables where schemaname = $1 and relname = $2',
        [schema, 'events'],
      );
      return { rows: Number(rows[0]?.read), written: Number(rows[0]?.written) };
    };
    const { position } = await database.load('c', { ids: [], seqs: [], around: undefined });
    expect(await database.events(position, 100)).toMatchObject({ events: [] });
    await database.trim(Number.NEGATIVE_INFINITY, 100_000);
    const start = await database.oldest();
    expect(await database.events(start, 100)).toMatchObject({ events: { length: 100 } });
    // The server counts a moment later, and counts what was read before what is written from now on.
    await database.commit(writeOf('c', '1', { events: eventsOf('c', 'later') }));
    await until(async () => (await read()).written > 20_000);
    expect((await read()).rows).toBeLessThan(1_000);
  });
});
