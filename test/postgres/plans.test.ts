import { expect, it } from 'vitest';
import { commitSql } from '../../src/postgres/sql/commit.ts';
import { eraseSql } from '../../src/postgres/sql/erase.ts';
import { eventsSql, presentSql } from '../../src/postgres/sql/events.ts';
import { dueSql, findSql, listSql, messagesSql } from '../../src/postgres/sql/lists.ts';
import { loadSql } from '../../src/postgres/sql/load.ts';
import { type Sql, statementOf } from '../../src/postgres/sql/sql.ts';
import { firstKeptSql, trimSql } from '../../src/postgres/sql/trim.ts';
import { eventsOf, openDatabase, writeOf } from './support/database.ts';
import { describeOnPostgres } from './support/on-postgres.ts';

describeOnPostgres('statements', ({ openPool }) => {
  it.each([
    ['before Postgres has looked at the tables', ''],
    ['after that', 'analyze'],
  ])('seem cheap to Postgres, so that it does not compile them, %s', async (_when, command) => {
    const pool = openPool();
    const { schema } = await openDatabase(pool);
    await pool.query(`
      insert into ${schema}.events (run, xid, seq, conversation_id, type, at, data)
        select run, n, 1, 'c', 'message', n, repeat('text', 100) from ${schema}.store, generate_series(1, 100000) n;
      insert into ${schema}.messages (conversation_id, seq, sort_order, id, sender, status, text, at, late)
        select 'c' || n / 1000, n, n, 'm' || n, 'user', 'received', 'text', to_timestamp(n), false
        from generate_series(1, 20000) n;
      insert into ${schema}.sessions
        (conversation_id, state, orphan, bot_id, opened_at, last_message_at, wake_at, state_place, revision, head)
        select 'c' || n, 'closed', false, '', now(), now(), n, n, '', repeat('head', 100)
        from generate_series(1, 20000) n;
      ${command}`);
    const run = (await pool.query(`select run from ${schema}.store`)).rows[0]?.run;
    const position = { run: String(run), xid: '90000', seq: '1' };
    const events = eventsOf('c', 'one', 'two');
    const statements: Record<string, Sql> = {
      load: loadSql(schema, 'c1', { ids: ['m1', 'm2', 'm3'], seqs: [1, 2, 3], around: 7 }),
      commit: commitSql(schema, writeOf('c1', '1', { expected: '0', events })),
      'first commit': commitSql(schema, writeOf('new', '1', { events })),
      erase: eraseSql(schema, 'c1', '1', events[0]),
      events: eventsSql(schema, position, 500),
      present: presentSql(schema),
      due: dueSql(schema, undefined, 100),
      'by state': listSql(schema, 'state', 'closed', 100, 101),
      'by user': listSql(schema, 'user', 'user:7', 100, 101),
      find: findSql(schema, 'ticket'),
      messages: messagesSql(schema, 'c1', 100, 1_000),
      'first kept': firstKeptSql(schema, 0, 100_000),
      trim: trimSql(schema, position, 5_000),
    };
    const costs: Record<string, number> = {};
    for (const [name, statement] of Object.entries(statements)) {
      const { text, params } = statementOf(statement);
      const { rows } = await pool.query(`explain (format json) ${text}`, params);
      costs[name] = rows[0]?.['QUERY PLAN'][0].Plan['Total Cost'];
    }
    // From 100,000 on, Postgres compiles a statement before it runs it, each time.
    expect(Object.fromEntries(Object.entries(costs).filter(([, cost]) => !(cost < 50_000)))).toEqual({});
  });

  it('made while the tables are empty look at no more than the messages that are wanted', async () => {
    const pool = openPool();
    const { schema } = await openDatabase(pool);
    const { text, params } = statementOf(loadSql(schema, 'c1', { ids: ['m1'], seqs: [1], around: 7 }));
    const client = await pool.connect();
    try {
      // As for a statement that is prepared: its plan does not know the values, and is kept while the tables grow.
      await client.query(`set plan_cache_mode = force_generic_plan; prepare wanted as ${text}`);
      const given = params.map((param) => `'${param}'`).join();
      const { rows } = await client.query(`explain execute wanted(${given})`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan.match(/Index Scan (?:Backward )?using messages_\w+/g)).toEqual([
        'Index Scan using messages_by_id',
        'Index Scan using messages_pkey',
        'Index Scan Backward using messages_by_time',
        'Index Scan using messages_by_time',
      ]);
      expect(plan, 'messages that are read, and then left out').not.toMatch(
        /using messages_pkey[^\n]*\n[^\n]*Index Cond: \(conversation_id = [^)]*\)\n/,
      );
    } finally {
      client.release(true);
    }
  });
});
