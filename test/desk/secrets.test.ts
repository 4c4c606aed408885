import { inspect } from 'node:util';
import { GptBotsHumanClient, type Logger } from 'gptbots-human';
import { createDesk, type DeskOptions, memoryStore } from 'gptbots-human/desk';
import { redisStore } from 'gptbots-human/redis';
import { createPlatform, manualClock, samples } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf } from '../client/support/client.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { away, interfered } from './support/interfered-store.ts';
import { eventually } from './support/reading.ts';
import { post } from './support/scene.ts';

// None of these may be read anywhere but in the transcript and the session.
const canaries = {
  key: 'canary-api-key',
  secret: 'canary-webhook-secret',
  said: 'canary said by the user',
  reply: 'canary reply of the agent',
  farewell: 'canary farewell',
  greeting: 'canary greeting',
  email: 'canary@example.com',
  phone: '+4917012345678',
  name: 'Canary Miller',
  agent: 'Canary Agent',
};

describe('errors and logs', () => {
  it('hold no text, key, secret, name or address, whatever fails', async () => {
    const store = interfered(memoryStore());
    const { desk, platform, clock, overheard } = setUp({
      store: store.store,
      // A hook of the developer's that says too much: only its own onError hears it.
      onMessage: ({ text }) => {
        throw new Error(text);
      },
    });
    const visitor = await platform.visitor({
      email: canaries.email,
      user: { phone: canaries.phone, user_name: canaries.name },
      transcript: [{ message_type: 'QUESTION', text: canaries.said }],
    });
    const { conversationId } = visitor;
    const failed: Promise<unknown>[] = [];
    const fail = (call: Promise<unknown>) => void failed.push(failureOf(call));
    await visitor.nextReply();
    await visitor.say(canaries.said);
    const agent = { id: 'a1', name: canaries.agent };
    const faults = [
      'code-40000',
      '401',
      '429',
      '500',
      '503',
      'refuse',
      'reset-after-accept',
      'drop-after-accept',
      'html',
      'half-body',
      'redirect',
    ] as const;
    for (const fault of faults) {
      platform.faults.api(fault);
      fail(desk.reply(conversationId, canaries.reply, { agent }));
      await Promise.all(failed);
    }
    await desk.reply(conversationId, canaries.reply, { id: 'r1' });
    fail(desk.reply(conversationId, canaries.farewell, { id: 'r1' }));
    fail(desk.reply(conversationId, canaries.reply, { id: canaries.reply.repeat(20) }));
    fail(desk.sessions({ userKey: '', page: canaries.email }));
    fail(desk.sessions({ page: canaries.email }));
    fail((async () => desk.events({ after: canaries.secret })[Symbol.asyncIterator]().next())());
    await desk.claim(conversationId, agent);
    fail(desk.claim(conversationId, { id: 'b1', name: canaries.name }));
    await Promise.all(failed);

    for (const operation of ['chat', 'reply', 'settle', 'sweep'] as const) store.on(operation, away);
    expect(await visitor.say(canaries.said)).toMatchObject({ status: 503 });
    fail(desk.reply(conversationId, canaries.reply));
    await clock.advance(2000);
    for (const operation of ['chat', 'reply', 'settle', 'sweep'] as const) store.on(operation, (run) => run());
    expect(await post({ desk } as Parameters<typeof post>[0], 'chat', samples.chat({ body: canaries.said }))).toBe(401);

    platform.faults.api('code-40000', 'code-40000');
    fail(desk.close(conversationId, { farewell: canaries.farewell, agent }));
    const errors = await Promise.all(failed);
    await visitor.leave();
    errors.push(await desk.reply(conversationId, canaries.reply).catch((error) => error));
    await eventually(() => expect(overheard().logged).toMatch(/the desk had an error/));
    expectNoCanaries({ ...overheard(), errors: errors.map(whole).join('\n') });
    expect(errors.length).toBeGreaterThan(15);
  });

  it('hold nothing of it either when the console is the log', async () => {
    const printed: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void printed.push(whole(parts)));
    }
    const { desk, platform } = setUp({
      logger: undefined,
      onError: undefined,
      onMessage: ({ text }) => {
        throw new Error(text);
      },
    });
    const visitor = await platform.visitor({ email: canaries.email });
    await visitor.say(canaries.said);
    platform.faults.api('code-40000', 'code-40000', 'code-40000');
    await desk.close(visitor.conversationId, { farewell: canaries.farewell }).catch(() => {});
    await eventually(() => expect(printed.join('\n')).toContain(visitor.conversationId));
    expectNoCanaries({ logged: printed.join('\n') });
  });
});

describeWithRedis('errors and logs of a desk whose Redis is gone', () => {
  it('hold no text, key, secret, name or address', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const { client, quit } = await connectNodeRedis(server);
    onTestFinished(quit);
    const { desk, platform, overheard } = setUp({
      store: redisStore(client, { commandTimeoutMs: 100, prefix: canaries.secret }),
    });
    const visitor = await platform.visitor({ email: canaries.email });
    await server.kill();
    expect(await visitor.say(canaries.said)).toMatchObject({ status: 503 });
    expect(await platform.visitor({ email: canaries.email, user: { phone: canaries.phone } })).toMatchObject({
      status: 'busy',
    });
    const errors = await Promise.all(
      [
        desk.reply(visitor.conversationId, canaries.reply),
        desk.close(visitor.conversationId, { farewell: canaries.farewell }),
        desk.link(visitor.conversationId, canaries.email),
        desk.find(canaries.email),
        desk.sessions({ userKey: `email:${canaries.email}` }),
      ].map(failureOf),
    );
    for (const error of errors) expect(error).toMatchObject({ kind: 'store' });
    expectNoCanaries({ ...overheard(), errors: errors.map(whole).join('\n') });
  });
});

function setUp(options: Partial<DeskOptions>) {
  const clock = manualClock();
  const platform = createPlatform({ secret: canaries.secret, clock });
  const lines: string[] = [];
  const errors: unknown[] = [];
  const log = (message: string, fields?: Record<string, unknown>) => void lines.push(whole([message, fields]));
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const client = new GptBotsHumanClient({
    apiKey: canaries.key,
    fetch: platform.fetch,
    timeoutMs: 100,
    retry: 'never',
    logger,
  });
  const desk = createDesk({
    client,
    secret: canaries.secret,
    clock,
    logger,
    greeting: canaries.greeting,
    onError: (error) => errors.push(error),
    ...options,
  });
  platform.connect(desk.webhook);
  onTestFinished(async () => {
    await platform.close();
    const ended = desk.shutdown({ timeoutMs: 1 });
    await clock.advance(1);
    await ended;
  });
  // What a hook threw is the developer's own.
  const ours = () =>
    errors.filter((error) => !(error instanceof Error && Object.values(canaries).includes(error.message)));
  return {
    desk,
    platform,
    clock,
    overheard: () => ({ logged: lines.join('\n'), reported: ours().map(whole).join('\n') }),
  };
}

function expectNoCanaries(places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places)) {
    for (const [what, canary] of Object.entries(canaries)) {
      expect(text.includes(canary), `${what} was found in what was ${place}:\n${text}`).toBe(false);
    }
  }
}

// Hidden fields and causes as well; the stack shows where in this file it was, not what.
function whole(value: unknown): string {
  return inspect(value, { depth: 10, showHidden: true });
}
