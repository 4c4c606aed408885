import type { DeskEvent } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { pass, passUntil } from '../support/passing-time.ts';
import { setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('reminders', (openPlace) => {
  it('are told once per wait over all instances, to one onOverdue and to every follower of events', async () => {
    const heard: string[] = [];
    const { a, b, c, clock, platform } = await setUp(openPlace(), {
      desk: {
        remind: { waitingMs: 20_000, answerMs: 100_000 },
        onOverdue: (session, { waitingFor, since }) =>
          heard.push(`${waitingFor} ${session.state} ${clock.now() - since}`),
      },
    });
    const { cursor } = await c.desk.sessions();
    const visitor = await platform.visitor();
    // Any call of a desk makes it look for what is due.
    await b.desk.counts();
    await passUntil(clock, () => expect(heard).toHaveLength(1), 50_000);
    await a.desk.reply(visitor.conversationId, 'Hello');
    await visitor.say('Where is my parcel?');
    await passUntil(clock, () => expect(heard).toHaveLength(2), 150_000);
    await pass(clock, 120_000);
    expect(heard).toMatchObject([
      expect.stringMatching(/^first_reply waiting/),
      expect.stringMatching(/^reply connected/),
    ]);
    const overdue: DeskEvent[] = [];
    const signal = AbortSignal.timeout(60_000);
    for await (const event of c.desk.events({ after: cursor, signal })) {
      if (event.type === 'overdue') overdue.push(event);
      if (overdue.length === 2) break;
    }
    expect(overdue.map((event) => event.type === 'overdue' && event.waitingFor)).toEqual(['first_reply', 'reply']);
    expect([a, b, c].flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('are told by a desk that starts after they were due', async () => {
    const remind = { waitingMs: 20_000 };
    const heard: string[] = [];
    const { b, clock, platform, a } = await setUp(openPlace(), {
      desk: { remind, onOverdue: (_, { waitingFor }) => heard.push(waitingFor) },
    });
    await platform.visitor();
    await a.desk.shutdown({ timeoutMs: 0 });
    await clock.advance(40_000);
    expect(heard).toEqual([]);
    await b.desk.sweep();
    expect(heard).toEqual(['first_reply']);
  });
});
