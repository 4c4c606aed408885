import { memoryStore } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../client/support/client.ts';
import { canaries, expectNoCanaries, setUpWithCanaries, whole } from './support/canaries.ts';
import { away, interfered } from './support/interfered-store.ts';
import { eventually } from './support/reading.ts';
import { post } from './support/scene.ts';

describe('errors and logs', () => {
  it('hold no text, key, secret, name or address, whatever fails', async () => {
    const store = interfered(memoryStore());
    const { desk, platform, clock, overheard } = setUpWithCanaries({
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
    const { desk, platform } = setUpWithCanaries({
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
