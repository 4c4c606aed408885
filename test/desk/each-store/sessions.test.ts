import { expect, it } from 'vitest';
import { type Instance, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('sessions', (openPlace) => {
  it('are listed by state, in the order they came into it', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const [one, two, three, four] = [await come(), await come(), await come(), await come()];
    await a.desk.reply(three.conversationId, 'Hi');
    await a.desk.reply(one.conversationId, 'Hi');
    await four.leave();
    expect(await ids(b, { state: 'waiting' })).toEqual([two.conversationId]);
    expect(await ids(b, { state: 'connected' })).toEqual([three.conversationId, one.conversationId]);
    expect(await ids(b, { state: 'closed' })).toEqual([four.conversationId]);
    const all = [two, three, one, four].map(({ conversationId }) => conversationId);
    expect(await ids(b, {}), 'waiting, connected, closed').toEqual(all);

    function come() {
      return platform.visitor();
    }
  });

  it('are listed by user, whatever their state', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const user = { user_id: 'u1' };
    const one = await platform.visitor({ user });
    await platform.visitor({ user: { user_id: 'u2' } });
    await one.leave();
    const two = await platform.visitor({ user });
    const key = (await a.desk.session(two.conversationId))?.user.key ?? '';
    expect(await ids(b, { userKey: key })).toEqual([one.conversationId, two.conversationId]);
    expect(await ids(b, { userKey: 'user:nobody' })).toEqual([]);
  });

  it('come page by page, each once, also when others come and go in between', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const visitors = await Promise.all(Array.from({ length: 25 }, () => platform.visitor({ transcript: [] })));
    for (const { conversationId } of visitors.slice(0, 5)) await a.desk.reply(conversationId, 'Hi');
    const seen: string[] = [];
    let page: string | undefined;
    do {
      const read = await b.desk.sessions({ limit: 10, page });
      expect(read.sessions.length).toBeLessThanOrEqual(10);
      seen.push(...read.sessions.map(({ conversationId }) => conversationId));
      page = read.next;
      await visitors[5]?.leave();
    } while (page);
    const expected = visitors.map(({ conversationId }) => conversationId);
    expect(
      expected.filter((id) => !seen.includes(id)),
      'missed',
    ).toEqual([]);
  });

  it('give no next page when there is none', async () => {
    const { a, platform } = await setUp(openPlace());
    expect(await a.desk.sessions()).toEqual({ sessions: [], cursor: expect.any(String) });
    await platform.visitor();
    expect(await a.desk.sessions({ limit: 1 })).not.toHaveProperty('next');
  });

  it('reject a page that is none, and one of another list', async () => {
    const { a, platform } = await setUp(openPlace());
    await Promise.all([platform.visitor(), platform.visitor()]);
    const { next } = await a.desk.sessions({ state: 'waiting', limit: 1 });
    expect(next).toEqual(expect.any(String));
    for (const query of [{ page: 'nonsense' }, { state: 'closed', page: next }] as const) {
      await expect(a.desk.sessions(query)).rejects.toMatchObject({
        kind: 'input',
        message: expect.stringContaining('page'),
      });
    }
  });

  it('are copies: what the caller changes changes nothing', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ user: { user_id: 'u1' } });
    const session = await a.desk.session(conversationId);
    if (session) {
      session.state = 'closed';
      session.user.userId = 'somebody else';
    }
    const [message] = await a.desk.transcript(conversationId);
    if (message) message.text = 'changed';
    expect(await a.desk.session(conversationId)).toMatchObject({ state: 'waiting', user: { userId: 'u1' } });
    expect((await a.desk.transcript(conversationId))[0]?.text).not.toBe('changed');
  });

  it('give their transcript from a seq on, and so many', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    for (const text of ['one', 'two', 'three', 'four']) await visitor.say(text);
    const texts = async (query: { after?: number; limit?: number }) =>
      (await b.desk.transcript(visitor.conversationId, query)).map(({ text }) => text);
    expect(await texts({ after: 2 })).toEqual(['three', 'four']);
    expect(await texts({ after: 1, limit: 2 })).toEqual(['two', 'three']);
    expect(await texts({ after: 4 })).toEqual([]);
    expect(await a.desk.transcript(visitor.conversationId)).toHaveLength(4);
  });
});

async function ids({ desk }: Instance, query: Parameters<Instance['desk']['sessions']>[0]): Promise<string[]> {
  return (await desk.sessions(query)).sessions.map(({ conversationId }) => conversationId);
}
