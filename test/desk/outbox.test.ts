import { GptBotsHumanError } from 'gptbots-human';
import { createDesk, type DeskOptions, memoryStore } from 'gptbots-human/desk';
import { manualClock, samples } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { away, interfered } from './support/interfered-store.ts';
import { pass, passUntil } from './support/passing-time.ts';
import { eventually, said } from './support/reading.ts';
import { type Instance, post, secret } from './support/scene.ts';

describe('the outbox', () => {
  it('takes whatever a client of your own throws for unknown', async () => {
    const { desk, conversationId } = await setUp({
      sendReply: async () => {
        throw 'what is this';
      },
      closeSession: async () => ({}),
    });
    await expect(desk.reply(conversationId, 'Hi')).rejects.toMatchObject({
      name: 'GptBotsHumanError',
      delivery: 'unknown',
      conversation_id: conversationId,
      message: expect.stringMatching(/may or may not have got it/),
    });
    expect(await said({ desk }, conversationId)).toEqual(['agent unknown: Hi']);
  });

  it('keeps the error of the client for who called', async () => {
    const error = new GptBotsHumanError('from the client', { kind: 'api', delivery: 'rejected', code: 20059 });
    const { desk, conversationId } = await setUp({
      sendReply: () => Promise.reject(error),
      closeSession: () => Promise.reject(error),
    });
    await expect(desk.reply(conversationId, 'Hi')).rejects.toBe(error);
    await expect(desk.close(conversationId)).rejects.toBe(error);
  });

  it('offers an outcome to the store until it takes it; meanwhile it is unknown, and what comes next is sent', async () => {
    const sent: string[] = [];
    const scene = await setUp({
      sendReply: async ({ body }) => {
        sent.push(body);
        return {};
      },
      closeSession: async () => ({}),
    });
    const { desk, store, clock, errors, conversationId } = scene;
    const back = store.on('settle', away);
    expect(await desk.reply(conversationId, 'one')).toMatchObject({ status: 'sent' });
    await pass(clock, 59_000);
    const tried = store.count('settle');
    expect(tried).toBeGreaterThan(100);
    await pass(clock, 10_000);
    expect(store.count('settle') - tried, 'tried once a second after a minute').toBeLessThanOrEqual(15);
    expect(errors, 'reported once').toHaveLength(1);
    expect(await said({ desk }, conversationId)).toEqual(['agent unknown: one']);
    expect(await desk.reply(conversationId, 'two')).toMatchObject({ status: 'sent' });
    expect(sent).toEqual(['one', 'two']);
    await pass(clock, 60_000);
    back();
    await passUntil(clock, async () =>
      expect(await said({ desk }, conversationId)).toEqual(['agent sent: one', 'agent sent: two']),
    );
    expect(sent).toEqual(['one', 'two']);
  });

  it('sends different conversations at the same time', async () => {
    const gates = new Map([
      ['c1', deferred()],
      ['c2', deferred()],
    ]);
    const { desk, conversationId, instance } = await setUp({
      sendReply: async ({ body }) => {
        await gates.get(body)?.promise;
        return {};
      },
      closeSession: async () => ({}),
    });
    const other = samples.chat();
    await post(instance, 'chat', other);
    const slow = desk.reply(conversationId, 'c1');
    const quick = desk.reply(other.conversation_id, 'c2');
    gates.get('c2')?.resolve();
    expect(await quick).toMatchObject({ status: 'sent' });
    gates.get('c1')?.resolve();
    expect(await slow).toMatchObject({ status: 'sent' });
  });

  it('does not reject for whoever does not wait: nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const heard = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', heard);
    onTestFinished(() => void process.off('unhandledRejection', heard));
    const { desk, errors, instance } = await setUp(
      { sendReply: () => Promise.reject(new Error('no')), closeSession: () => Promise.reject(new Error('no')) },
      { greeting: 'Hello' },
    );
    const establish = samples.establish();
    await post(instance, 'establish', establish);
    await eventually(() => expect(errors).toHaveLength(1));
    expect((await said({ desk }, establish.conversation_id)).at(-1)).toBe('system unknown: Hello');
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

async function setUp(client: DeskOptions['client'], options: Partial<DeskOptions> = {}) {
  const clock = manualClock();
  const store = interfered(memoryStore());
  const errors: unknown[] = [];
  const desk = createDesk({
    client,
    secret,
    clock,
    store: store.store,
    logger: {},
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(async () => {
    const ended = desk.shutdown({ timeoutMs: 1 });
    await clock.advance(1);
    await ended;
  });
  const instance: Pick<Instance, 'desk'> = { desk };
  const chat = samples.chat();
  await post(instance, 'chat', chat);
  const conversationId = chat.conversation_id;
  // The user's own message is not of interest here.
  const withoutUser: typeof desk = {
    ...desk,
    transcript: async (...given) => (await desk.transcript(...given)).filter(({ from }) => from !== 'user'),
  };
  return { desk: withoutUser, clock, store, errors, conversationId, instance };
}
