import { type DeskEvent, type FollowEvent, SkipEvent, type StillOpen } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { away } from '../support/interfered-store.ts';
import { pass, passUntil, standingTime } from '../support/passing-time.ts';
import { eventually } from '../support/reading.ts';
import { post, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const textOf = (event: FollowEvent) => (event.type === 'message' ? event.message.text : event.type);

describeOnEachStore('a durable follower', (openPlace) => {
  it('is called for every change on every instance, by one instance at a time', async () => {
    const { a, b, c, platform, routeTo } = await setUp(openPlace());
    const heard = { a: [] as string[], b: [] as string[] };
    void a.desk.follow('crm', (event) => heard.a.push(textOf(event)));
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    void b.desk.follow('crm', (event) => heard.b.push(textOf(event)));
    const visitor = await platform.visitor({ transcript: [] });
    routeTo(c);
    await visitor.say('hello');
    await b.desk.reply(visitor.conversationId, 'Hi');
    await visitor.leave();
    const all = ['opened', 'hello', 'Hi', 'settled', 'connected', 'closed'];
    await eventually(() => expect(heard).toEqual({ a: all, b: [] }));
  });

  it('goes on where it was after a shutdown, at once and on another instance, and handles nothing twice', async () => {
    const { a, b, clock } = await setUp(openPlace());
    const [one, other]: [string[], string[]] = [[], []];
    const chat = samples.chat();
    const say = (body: string, timestamp: number) => post(b, 'chat', { ...chat, body, timestamp });
    const following = a.desk.follow('crm', (event) => one.push(textOf(event)));
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    await say('one', 1);
    await eventually(() => expect(one).toEqual(['opened', 'one']));
    await a.desk.shutdown();
    await following;
    await say('meanwhile', 2);
    void b.desk.follow('crm', (event) => other.push(textOf(event)), { from: 'start' });
    await say('two', 3);
    await passUntil(clock, () => expect(other).toEqual(['meanwhile', 'two']));
    expect(one).toEqual(['opened', 'one']);
  });

  it('is taken over when its instance is heard of no more', async () => {
    const { a, b, clock } = await setUp(openPlace());
    const heard: string[] = [];
    let [isStuck, count] = [false, 0];
    // The first one hangs, and can renew nothing any more.
    void a.desk.follow('crm', () => {
      count++;
      isStuck = true;
      return new Promise(() => {});
    });
    await eventually(async () => expect(await b.store.store.follower('crm', () => undefined)).toBeDefined());
    await post(b, 'chat', samples.chat());
    await eventually(() => expect(isStuck).toBe(true));
    a.store.on('follower', () => new Promise(() => {}));
    void b.desk.follow('crm', (event) => heard.push(textOf(event)));
    await passUntil(clock, () => expect(heard).toHaveLength(2), 30_000);
    expect(count).toBe(1);
  });

  it('starts nothing more once its lease has run out, as another instance may be at it', async () => {
    const { a, b, clock } = await setUp(openPlace());
    const gate = deferred();
    const heard = { a: [] as string[], b: [] as string[] };
    void a.desk.follow('crm', async (event) => {
      heard.a.push(textOf(event));
      await gate.promise;
    });
    await eventually(async () => expect(await b.store.store.follower('crm', () => undefined)).toBeDefined());
    const chat = samples.chat();
    await post(b, 'chat', { ...chat, body: 'one', timestamp: 1 });
    await eventually(() => expect(heard.a).toEqual(['opened']));
    a.store.on('follower', away);
    void b.desk.follow('crm', (event) => heard.b.push(textOf(event)));
    await passUntil(clock, () => expect(heard.b).toEqual(['opened', 'one']), 30_000);
    gate.resolve();
    await post(b, 'chat', { ...chat, body: 'two', timestamp: 2 });
    await passUntil(clock, () => expect(heard.b).toEqual(['opened', 'one', 'two']), 30_000);
    expect(heard.a).toEqual(['opened']);
  });

  it('goes on once its lease is renewed, when nobody has taken over meanwhile, and handles nothing twice', async () => {
    const { a, clock } = await setUp(openPlace());
    const gate = deferred();
    const heard: string[] = [];
    void a.desk.follow('crm', async (event) => {
      heard.push(textOf(event));
      await gate.promise;
    });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    await post(a, 'chat', samples.chat({ body: 'one' }));
    await eventually(() => expect(heard).toEqual(['opened']));
    const back = a.store.on('follower', away);
    await pass(clock, 11_000);
    gate.resolve();
    await pass(clock, 2_000);
    expect(heard).toEqual(['opened']);
    back();
    await passUntil(clock, () => expect(heard).toEqual(['opened', 'one']), 30_000);
  });

  it('begins with what comes next, or with the oldest change that is kept', async () => {
    const { a } = await setUp(openPlace());
    const heard: { now: string[]; start: string[] } = { now: [], start: [] };
    const chat = samples.chat();
    await post(a, 'chat', { ...chat, body: 'before', timestamp: 1 });
    void a.desk.follow('now', (event) => heard.now.push(textOf(event)));
    void a.desk.follow('start', (event) => heard.start.push(textOf(event)), { from: 'start' });
    for (const name of ['now', 'start'])
      await eventually(async () => expect(await a.store.store.follower(name, () => undefined)).toBeDefined());
    await post(a, 'chat', { ...chat, body: 'after', timestamp: 2 });
    await eventually(() => expect(heard).toEqual({ now: ['after'], start: ['opened', 'before', 'after'] }));
  });

  it('tries again what has failed, later and later, while only its conversation waits', async () => {
    const { a, clock } = await setUp(openPlace());
    const tried: number[] = [];
    const heard: string[] = [];
    let isBroken = true;
    void a.desk.follow('crm', (event) => {
      const text = textOf(event);
      if (text === 'bad') tried.push(clock.now());
      if (text === 'bad' && isBroken) throw new Error('not well');
      heard.push(text);
    });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    const [one, other] = [samples.chat(), samples.chat({ conversation_id: 'other' })];
    await post(a, 'chat', { ...one, body: 'bad', timestamp: 1 });
    await post(a, 'chat', { ...one, body: 'later', timestamp: 2 });
    await post(a, 'chat', { ...other, body: 'fine', timestamp: 1 });
    await eventually(() => expect(heard).toEqual(['opened', 'opened', 'fine']));
    await passUntil(clock, () => expect(tried.length).toBeGreaterThanOrEqual(4), 30_000);
    isBroken = false;
    await passUntil(clock, () => expect(heard).toEqual(['opened', 'opened', 'fine', 'bad', 'later']), 70_000);
    const pauses = tried.slice(1, 4).map((at, index) => at - (tried[index] ?? 0));
    expect(pauses.toSorted((x, y) => x - y)).toEqual(pauses);
    expect(pauses[2]).toBeGreaterThanOrEqual(4 * 1000 - 1);
    expect(a.errors.length).toBeGreaterThanOrEqual(4);
  });

  it('gives up on what it throws a SkipEvent for', async () => {
    const { a } = await setUp(openPlace());
    const heard: string[] = [];
    void a.desk.follow('crm', (event) => {
      if (textOf(event) === 'bad') throw new SkipEvent();
      heard.push(textOf(event));
    });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    const chat = samples.chat();
    await post(a, 'chat', { ...chat, body: 'bad', timestamp: 1 });
    await post(a, 'chat', { ...chat, body: 'later', timestamp: 2 });
    await eventually(() => expect(heard).toEqual(['opened', 'later']));
    expect(a.errors).toEqual([]);
  });

  it('handles one conversation in order, and so many at once as it was told', async () => {
    const { a } = await setUp(openPlace());
    const gate = deferred();
    let [running, most] = [0, 0];
    const heard = new Map<string, string[]>();
    const handler = async (event: FollowEvent) => {
      if (event.type === 'gap') return;
      most = Math.max(most, ++running);
      await gate.promise;
      running--;
      heard.set(event.conversationId, [...(heard.get(event.conversationId) ?? []), textOf(event)]);
    };
    void a.desk.follow('crm', handler, { concurrency: 3 });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    for (let n = 0; n < 5; n++) {
      for (const conversation_id of ['v', 'w', 'x', 'y', 'z']) {
        await post(a, 'chat', samples.chat({ conversation_id, body: `${n}`, timestamp: n + 1 }));
      }
    }
    await eventually(() => expect(running).toBe(3));
    gate.resolve();
    const all = ['opened', '0', '1', '2', '3', '4'];
    await eventually(() => expect([...heard.values()]).toEqual([all, all, all, all, all]));
    expect(most).toBe(3);
  });

  it('says once that something is missing, and goes on with the oldest that is kept', async () => {
    const time = standingTime();
    const { a } = await setUp(openPlace(), { desk: { clock: time, idleTimeoutMs: 10 * 86_400_000 } });
    const heard: string[] = [];
    const controller = new AbortController();
    const first = a.desk.follow('crm', () => {}, { signal: controller.signal });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    controller.abort();
    await first;
    const establish = samples.establish('current', { conversation_id: 'c' });
    await post(a, 'establish', establish);
    time.pass(86_400_000 - 2000);
    await post(a, 'chat', samples.chat({ conversation_id: 'c', body: 'kept' }));
    time.pass(4000);
    await a.desk.sweep();
    void a.desk.follow('crm', (event) => heard.push(textOf(event)));
    await eventually(() => expect(heard.slice(0, 1)).toEqual(['gap']));
    await eventually(() => expect(heard).toContain('kept'));
    expect(heard.filter((text) => text === 'gap')).toHaveLength(1);
  });

  it('ends when its signal aborts, or has aborted, after the handler that runs', async () => {
    const { a } = await setUp(openPlace());
    await a.desk.follow('crm', () => {}, { signal: AbortSignal.abort() });
    const gate = deferred();
    const controller = new AbortController();
    const events: (DeskEvent | { type: 'gap' })[] = [];
    let isOver = false;
    const handler = async (event: FollowEvent) => {
      events.push(event);
      await gate.promise;
    };
    const following = a.desk.follow('crm', handler, { signal: controller.signal }).then(() => {
      isOver = true;
    });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    await post(a, 'chat', samples.chat());
    await eventually(() => expect(events).toHaveLength(1));
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isOver, 'over while its handler runs').toBe(false);
    gate.resolve();
    await following;
    expect(events).toHaveLength(1);
    expect(await a.store.store.follower('crm', () => undefined)).toMatchObject({ holder: '' });
  });

  it.each([
    ['a name that is empty', ['', () => {}]],
    ['a name that is too long', ['n'.repeat(201), () => {}]],
    ['no handler', ['crm', 'handler']],
    ['a wrong begin', ['crm', () => {}, { from: 'yesterday' }]],
    ['no concurrency', ['crm', () => {}, { concurrency: 0 }]],
  ])('refuses %s', async (_what, given) => {
    const { a } = await setUp(openPlace());
    // Wrong on purpose.
    const follow = a.desk.follow as (...given: unknown[]) => Promise<void>;
    await expect(follow(...given)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('follow') });
  });

  it('with `openFirst`, begins with the sessions that are open, and once more when another instance takes over', async () => {
    const { a, b, clock, platform } = await setUp(openPlace());
    const [waiting, connected, gone] = [await platform.visitor(), await platform.visitor(), await platform.visitor()];
    await a.desk.reply(connected.conversationId, 'Hello');
    await gone.leave();
    const openTo = (heard: string[]) => (event: FollowEvent | StillOpen) => {
      if (event.type === 'open') heard.push(`${event.conversationId} ${event.session.state}`);
    };
    const heard = { a: [] as string[], b: [] as string[] };
    const both = [`${waiting.conversationId} waiting`, `${connected.conversationId} connected`].sort();
    const following = a.desk.follow('crm', openTo(heard.a), { openFirst: true });
    await passUntil(clock, () => expect(heard.a.sort()).toEqual(both));
    await a.desk.shutdown();
    await following;
    void b.desk.follow('crm', openTo(heard.b), { openFirst: true });
    await passUntil(clock, () => expect(heard.b.sort()).toEqual(both));
  });

  it('is given an open session again until the handler has taken it, before the next event of its conversation', async () => {
    const { a, clock, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const heard: string[] = [];
    const tries = () => heard.filter((one) => one === 'open').length;
    void a.desk.follow(
      'crm',
      (event) => {
        heard.push(event.type === 'message' ? event.message.text : event.type);
        if (event.type === 'open' && tries() < 3) throw new Error('not yet');
      },
      { openFirst: true },
    );
    await eventually(() => expect(tries()).toBe(1));
    await visitor.say('hello');
    await passUntil(clock, () => expect(heard).toContain('hello'), 30_000);
    expect(heard).toEqual(['open', 'open', 'open', 'hello']);
  });

  it('waits for as long as an error asks, before it tries again', async () => {
    const { a, clock } = await setUp(openPlace());
    const times: number[] = [];
    void a.desk.follow('crm', () => {
      times.push(clock.now());
      if (times.length === 1) throw Object.assign(new Error('limited'), { retryAfterMs: 20_000 });
    });
    await eventually(async () => expect(await a.store.store.follower('crm', () => undefined)).toBeDefined());
    await post(a, 'chat', samples.chat());
    await passUntil(clock, () => expect(times.length).toBeGreaterThan(1), 60_000);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(20_000);
  });
});
