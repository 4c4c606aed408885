import { readFileSync } from 'node:fs';
import { migratePostgres } from 'gptbots-human/postgres';
import { expect, it } from 'vitest';
import { chatOf, establishOf, outcomeOf } from '../../src/testing/store/contract/set-up.ts';
import { describeOnPostgres } from './support/on-postgres.ts';
import { openStore } from './support/open-store.ts';

describeOnPostgres('tables of Postgres that people read', ({ openPool }) => {
  it('say what a session is, and when it was what', async () => {
    const pool = openPool();
    const { store, schema } = await openStore(pool);
    await store.step('establish', establishOf('c', { user: { key: 'user:7' } }));
    await store.step('chat', chatOf('c', 'hello', { at: 1_742_265_090_895 }));
    await store.step('claim', { conversationId: 'c', agent: { id: 'ann', name: 'Ann' }, from: undefined });
    await store.step('link', { conversationId: 'c', ref: 'ticket-1' });
    const reply = { conversationId: 'c', id: 'r', text: 'hi', agent: { id: 'ann', name: 'Ann' } };
    const { work } = await store.step('reply', reply, 'turn');
    await store.step('settle', outcomeOf(work, 'sent'), 'turn');
    await store.step('close', { conversationId: 'c', type: 'USER_CLOSED' });
    const session = await store.session('c');
    const { rows } = await pool.query(
      `select conversation_id, state, close_reason, orphan, bot_id, user_key, agent_id, agent_name, ref,
         opened_at, connected_at, answered_at, closed_at, last_message_at from ${schema}.sessions`,
    );
    const time = (at: number | undefined) => new Date(at ?? Number.NaN);
    expect(rows).toEqual([
      {
        conversation_id: 'c',
        state: 'closed',
        close_reason: 'user_closed',
        orphan: false,
        bot_id: 'bot-1',
        user_key: 'user:7',
        agent_id: 'ann',
        agent_name: 'Ann',
        ref: 'ticket-1',
        opened_at: time(session?.openedAt),
        connected_at: time(session?.connectedAt),
        answered_at: time(session?.answeredAt),
        closed_at: time(session?.closedAt),
        last_message_at: time(session?.lastMessageAt),
      },
    ]);
    const messages = await pool.query(
      `select sender, status, text, at, agent_name from ${schema}.messages order by seq`,
    );
    expect(messages.rows).toEqual([
      { sender: 'user', status: 'received', text: 'hello', at: time(1_742_265_090_895), agent_name: null },
      { sender: 'agent', status: 'sent', text: 'hi', at: expect.any(Date), agent_name: 'Ann' },
    ]);
  });

  it('hold ordinary text as it is, and only what Postgres does not take in another way', async () => {
    const pool = openPool();
    const { store, schema } = await openStore(pool);
    const texts = ['Ünïcödé 😀 "quoted" \\ \n', 'a\0b', '\ud800', 'json:"x"'];
    for (const text of texts) await store.step('chat', chatOf('c', text));
    const { rows } = await pool.query(`select text from ${schema}.messages order by seq`);
    expect(rows.map(({ text }) => text)).toEqual([
      texts[0],
      'json:"a\\u0000b"',
      'json:"\\ud800"',
      'json:"json:\\"x\\""',
    ]);
    const messages = await store.transcript('c', { after: 0, limit: 10 });
    expect(messages?.map(({ text }) => text)).toEqual(texts);
  });

  it('can be asked what the guide asks them', async () => {
    const pool = openPool();
    await migratePostgres(pool);
    const { store } = await openStore(pool, { schema: 'gptbots_human' });
    await store.step('establish', establishOf('answered'));
    const { work } = await store.step(
      'reply',
      { conversationId: 'answered', id: 'r', text: 'hi', agent: { id: 'ann' } },
      't',
    );
    await store.step('settle', outcomeOf(work, 'sent'), 't');
    await store.step('establish', establishOf('left', { user: { key: 'user:7' } }));
    await store.step('close', { conversationId: 'left', type: 'USER_CLOSED' });
    await store.step('establish', establishOf('waits'));
    await store.step('chat', chatOf('waits', 'anybody?'));
    const file = new URL('../../examples/stores/reports.sql', import.meta.url);
    const answers: unknown[][] = [];
    for (const query of readFileSync(file, 'utf8').split(';').slice(0, -1))
      answers.push((await pool.query(query)).rows);
    expect(answers).toMatchObject([
      [{ sessions: '3', answered: '1' }],
      [{ conversation_id: 'left', user_key: 'user:7', close_reason: 'user_closed' }],
      [{ conversation_id: 'waits', said_last: 'anybody?' }],
      [{ agent_id: 'ann', replies: '1', not_surely_sent: '0' }],
    ]);
  });
});
