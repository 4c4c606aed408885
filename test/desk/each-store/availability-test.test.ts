import type { HandledInfo } from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { expect, it, vi } from 'vitest';
import { away } from '../support/interfered-store.ts';
import { eventually } from '../support/reading.ts';
import { post, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const conversation_id = 'of a test';
const tests = [
  ['establish', 'full', samples.availabilityTest('full', { conversation_id })],
  ['establish', 'bare', samples.availabilityTest('bare')],
  ['chat', 'full', { ...samples.chat({ conversation_id }), istest: true }],
  ['chat', 'bare', { istest: true }],
  ['chat', 'with a text in place of true', { ...samples.chat({ conversation_id }), istest: 'true' }],
  ['close', 'full', { ...samples.close({ conversation_id }), istest: true }],
  ['close', 'bare', { istest: true }],
] as const;

describeOnEachStore('an availability test', (openPlace) => {
  it.each(tests)('of %s, %s, is answered 200, and nothing comes of it', async (route, _edition, body) => {
    const accept = vi.fn(() => false);
    const onHandled = vi.fn((_info: HandledInfo) => {});
    const scene = await setUp(openPlace(), { desk: { greeting: 'One minute.', accept, onHandled } });
    const { a, b, clock, heard } = scene;
    const { cursor } = await b.desk.sessions();
    expect(await post(a, route, body)).toBe(200);
    expect(await post(b, route, body), 'a second time').toBe(200);
    await clock.advance(120_000);
    expect(await b.desk.sessions()).toEqual({ sessions: [], cursor });
    expect(await b.desk.session(conversation_id)).toBeUndefined();
    expect(sent(scene), 'no greeting').toEqual([]);
    expect(heard, 'no hook, and nobody is unanswered').toEqual([]);
    expect([...a.errors, ...b.errors]).toEqual([]);
    expect(accept).not.toHaveBeenCalled();
    expect(
      onHandled.mock.calls.map(([{ test, conversation_id, duplicate }]) => [test, conversation_id, duplicate]),
    ).toEqual([
      [true, undefined, false],
      [true, undefined, false],
    ]);
  });

  it('is answered 200 while the store is away', async () => {
    const { a } = await setUp(openPlace());
    for (const step of ['establish', 'chat', 'close'] as const) a.store.on(step, away);
    for (const [route, , body] of tests) expect(await post(a, route, body)).toBe(200);
  });

  it('of a conversation that is open changes nothing of it, and the message itself still counts', async () => {
    const { a, platform, heard } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const before = await a.desk.session(visitor.conversationId);
    const message = samples.chat({ conversation_id: visitor.conversationId });
    expect(await post(a, 'chat', { ...message, istest: true })).toBe(200);
    expect(await post(a, 'close', { ...samples.close(message), istest: true })).toBe(200);
    expect(await a.desk.session(visitor.conversationId)).toEqual(before);
    expect(await post(a, 'chat', message)).toBe(200);
    expect((await a.desk.transcript(visitor.conversationId)).map(({ text }) => text)).toEqual([message.body]);
    // Hooks come after the answer.
    await eventually(() => expect(heard).toEqual(['A onOpened', 'A onMessage']));
  });

  it('finds the desk reachable, as GPTBots would', async () => {
    const { platform } = await setUp(openPlace());
    const { results } = await platform.checkWebhooks();
    expect(results).toMatchObject([{ reachable: true, http_status: 200 }]);
  });
});
