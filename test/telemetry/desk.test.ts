import { context, trace } from '@opentelemetry/api';
import { createDesk, type DeskOptions, memoryStore, turnAway } from 'gptbots-human/desk';
import { describe, expect, it, vi } from 'vitest';
import { canaries, expectNoCanaries, setUpWithCanaries } from '../desk/support/canaries.ts';
import { away, interfered } from '../desk/support/interfered-store.ts';
import { eventually } from '../desk/support/reading.ts';
import { setUp } from '../desk/support/scene.ts';
import { type Point, recorded, type Sdk, withContext } from './support/recorded.ts';

withContext();

// One place for sessions, three instances, one telemetry for all of them.
async function watched(options: Parameters<typeof setUp>[1] = {}) {
  const sdk = recorded();
  const store = memoryStore();
  const scene = await setUp(async () => store, {
    ...options,
    desk: { ...sdk.telemetry.desk, ...options.desk },
    client: { ...sdk.telemetry.client, ...options.client },
  });
  return { ...scene, sdk };
}

async function shown(sdk: Sdk, name: string, what: keyof Point): Promise<Record<string, unknown>> {
  const found = await sdk.points(`gptbots_human.desk.${name}`);
  return Object.fromEntries(found.map((point) => [Object.values(point.attributes).sort().join(' '), point[what]]));
}

describe('a desk', () => {
  it('reports how many sessions are in each state, also after its store was away', async () => {
    const { sdk, platform, a, b, c } = await watched();
    const [first] = [await platform.visitor(), await platform.visitor(), await platform.visitor()];
    await a.desk.reply(first.conversationId, 'hello');
    expect(await shown(sdk, 'sessions', 'value')).toEqual({ waiting: 2, connected: 1, closed: 0 });
    await a.desk.close(first.conversationId);
    expect(await shown(sdk, 'sessions', 'value')).toEqual({ waiting: 2, connected: 0, closed: 1 });
    const back = [a, b, c].map(({ store }) => store.on('counts', away));
    // What was reported last stays.
    expect(await shown(sdk, 'sessions', 'value')).toEqual({ waiting: 2, connected: 0, closed: 1 });
    for (const restore of back) restore();
    await platform.visitor();
    expect(await shown(sdk, 'sessions', 'value')).toEqual({ waiting: 3, connected: 0, closed: 1 });
    expect(await sdk.metric('gptbots_human.desk.replies')).toMatchObject({ descriptor: { unit: '{reply}' } });
  });

  it('no longer reports once it is shut down', async () => {
    const { sdk, a, b, c, clock } = await watched();
    const before = a.store.count('counts');
    const ended = Promise.all([a, b, c].map(({ desk }) => desk.shutdown({ timeoutMs: 1 })));
    await clock.advance(1);
    await ended;
    expect(await shown(sdk, 'sessions', 'value')).toEqual({});
    expect(a.store.count('counts')).toBe(before);
  });

  it('measures the time to the first reply of a person, once a session, whoever sends it', async () => {
    const { sdk, platform, a, b, clock } = await watched({ desk: { greeting: 'welcome' } });
    const visitor = await platform.visitor();
    const { conversationId } = visitor;
    await visitor.nextReply();
    await clock.advance(3_000);
    await a.desk.notify(conversationId, 'a moment');
    await clock.advance(4_000);
    await b.desk.reply(conversationId, 'hello');
    await clock.advance(5_000);
    await a.desk.reply(conversationId, 'again');
    expect(await sdk.points('gptbots_human.desk.first_reply.duration')).toEqual([
      { attributes: {}, value: 7, count: 1 },
    ]);
    expect(await sdk.metric('gptbots_human.desk.first_reply.duration')).toMatchObject({ descriptor: { unit: 's' } });
  });

  it('measures the first reply when it is also what connects the user', async () => {
    const { sdk, platform, a, clock } = await watched();
    const { conversationId } = await platform.visitor();
    await clock.advance(9_000);
    await a.desk.reply(conversationId, 'hello');
    await a.desk.reply(conversationId, 'again');
    expect(await sdk.points('gptbots_human.desk.first_reply.duration')).toEqual([
      { attributes: {}, value: 9, count: 1 },
    ]);
  });

  it('measures sessions by why they were closed', async () => {
    const accept: DeskOptions['accept'] = ({ user_info }) => user_info?.user_name !== 'late' || turnAway('no');
    const { sdk, platform, a, clock } = await watched({ desk: { accept } });
    const leaving = await platform.visitor();
    const ending = await platform.visitor();
    await platform.visitor();
    await platform.visitor({ user: { user_name: 'late' } });
    await eventually(async () => expect((await a.desk.counts()).closed).toBe(1));
    await clock.advance(10_000);
    await leaving.leave();
    await a.desk.reply(ending.conversationId, 'hello');
    await a.desk.close(ending.conversationId, { farewell: 'bye' });
    await clock.advance(50_000);
    await eventually(async () => expect((await a.desk.counts()).closed).toBe(4));
    expect(await shown(sdk, 'session.duration', 'count')).toEqual({
      user_closed: 1,
      agent_closed: 1,
      turned_away: 1,
      never_answered: 1,
    });
    expect(await shown(sdk, 'session.duration', 'value')).toMatchObject({ user_closed: 10, agent_closed: 10 });
  });

  it('measures a session once, also when it begins again after the desk found it silent', async () => {
    const { sdk, platform, a, clock } = await watched({ desk: { idleTimeoutMs: 30_000 } });
    const visitor = await platform.visitor();
    await a.desk.reply(visitor.conversationId, 'hello');
    await clock.advance(32_000);
    await eventually(async () => expect((await a.desk.counts()).closed).toBe(1));
    await visitor.say('still here');
    await visitor.leave();
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ closeReason: 'user_closed' });
    expect(await shown(sdk, 'session.duration', 'count')).toEqual({ abandoned: 1 });
  });

  it('counts replies by what became of them and whose they are', async () => {
    const { sdk, platform, a } = await watched({ desk: { greeting: 'welcome' }, client: { retry: 'never' } });
    const visitor = await platform.visitor();
    const { conversationId } = visitor;
    await visitor.nextReply();
    await a.desk.reply(conversationId, 'one', { id: '1' });
    await a.desk.reply(conversationId, 'one', { id: '1' });
    await a.desk.notify(conversationId, 'two');
    platform.faults.api('refuse', 'reset-after-accept');
    await a.desk.reply(conversationId, 'three', { id: '3' }).catch(() => {});
    await a.desk.reply(conversationId, 'four').catch(() => {});
    await a.desk.reply(conversationId, 'three', { id: '3' });
    await a.desk.close(conversationId, { farewell: 'bye' });
    expect(await shown(sdk, 'replies', 'value')).toEqual({
      'agent sent': 3,
      'sent system': 2,
      'agent failed': 1,
      'agent unknown': 1,
    });
  });

  it('counts waits that are too long, once over all instances', async () => {
    const onOverdue = vi.fn();
    const remind = { waitingMs: 5_000, answerMs: 8_000 };
    const { sdk, platform, a, b, c, clock } = await watched({ desk: { remind, onOverdue } });
    const visitor = await platform.visitor();
    const { conversationId } = visitor;
    for (const { desk } of [a, b, c]) await desk.sessions();
    await clock.advance(7_000);
    await eventually(() => expect(onOverdue).toHaveBeenCalledTimes(1));
    await a.desk.reply(conversationId, 'hello');
    await visitor.say('and now?');
    await clock.advance(20_000);
    await eventually(() => expect(onOverdue).toHaveBeenCalledTimes(2));
    expect(await shown(sdk, 'overdue', 'value')).toEqual({ first_reply: 1, reply: 1 });
  });

  it('has spans of its webhook, and the failure of its store is one of theirs', async () => {
    const { sdk, platform, a } = await watched();
    const visitor = await platform.visitor();
    a.store.on('chat', away);
    await visitor.say('hello');
    const webhooks = sdk.spans().filter(({ kind }) => kind === 'SERVER');
    expect(webhooks).toMatchObject([
      { name: 'gptbots_human.webhook establish', error: false },
      {
        name: 'gptbots_human.webhook chat',
        error: true,
        attributes: { 'error.type': 'store', 'gptbots_human.outcome': 'failed', 'http.response.status_code': 503 },
      },
    ]);
  });

  it('runs its hooks in the context of the request', async () => {
    const active = () => trace.getSpanContext(context.active())?.spanId;
    const seen: Record<string, string | undefined> = {};
    const hear = (name: string) => () => {
      seen[name] = active();
    };
    const desk = { onOpened: hear('onOpened'), onMessage: hear('onMessage') };
    const { sdk, platform } = await watched({ desk });
    const visitor = await platform.visitor();
    await visitor.say('hello');
    await eventually(() => expect(Object.keys(seen)).toHaveLength(2));
    const [establish, chat] = sdk.spans().filter(({ kind }) => kind === 'SERVER');
    expect(seen).toEqual({ onOpened: establish?.id, onMessage: chat?.id });
  });

  it('sweeps in no context, although a call has started that', async () => {
    const { telemetry, tracer } = recorded();
    const store = interfered(memoryStore());
    const swept = new Promise((resolve) => {
      store.on('sweep', (run) => {
        resolve(trace.getSpanContext(context.active()));
        return run();
      });
    });
    const client = { sendReply: async () => ({}), closeSession: async () => ({}) };
    const own = createDesk({ client, secret: false, logger: {}, store: store.store, ...telemetry.desk });
    await context.with(trace.setSpan(context.active(), tracer.startSpan('call')), () => own.counts());
    expect(await swept).toBeUndefined();
    await own.shutdown();
  });

  it('leaves no text, secret, name or address in anything that is exported', async () => {
    const sdk = recorded();
    const { desk, platform } = setUpWithCanaries(sdk.telemetry.desk);
    const visitor = await platform.visitor({
      email: canaries.email,
      user: { phone: canaries.phone, user_name: canaries.name, user_id: canaries.name },
      transcript: [{ message_type: 'QUESTION', text: canaries.said }],
    });
    await visitor.nextReply();
    await visitor.say(canaries.said);
    const agent = { id: canaries.agent, name: canaries.agent };
    await desk.reply(visitor.conversationId, canaries.reply, { agent });
    await desk.label(visitor.conversationId, { add: [canaries.name] });
    await desk.link(visitor.conversationId, canaries.name);
    await desk.close(visitor.conversationId, { farewell: canaries.farewell, agent });
    const exported = await sdk.everything();
    expect(exported).toContain('gptbots_human.desk.session.duration');
    expectNoCanaries({ exported });
  });
});

describe('the option', () => {
  it('of a webhook is refused by a desk, which has more to tell', async () => {
    const { telemetry } = recorded();
    await expect(setUp(async () => memoryStore(), { desk: telemetry.webhook as never })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('telemetry: expected its part of createTelemetry()'),
    });
  });
});
