import { setImmediate as nextTurn } from 'node:timers/promises';
import { GptBotsHumanError } from 'gptbots-human';
import { createDesk, type Desk, type DeskOptions, memoryStore } from 'gptbots-human/desk';
import { manualClock, samples } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { replaced } from './support/interfered-store.ts';
import { post } from './support/scene.ts';
import { unreadable } from './support/unreadable.ts';

// Thrown at once, or as a promise that rejects: a store or a client of yours may do either.
const ways = [
  ['throws', (make: () => unknown) => () => fail(make())],
  ['rejects with', (make: () => unknown) => () => Promise.reject(make())],
] as const;

describe.each(ways)('what %s', (_, failing) => {
  describe.each(unreadable)('%s', (_what, make) => {
    const fails = failing(make);

    it('in accept is a 500, and reported', async () => {
      const { desk, errors } = setUp({ accept: fails });
      expect(await post({ desk }, 'establish', samples.establish())).toBe(500);
      expect(errors).toHaveLength(1);
    });

    it.each(['establish', 'chat', 'close'] as const)('in %s of a store is a 500, and reported', async (route) => {
      const { desk, errors } = setUp({}, { [route]: fails });
      expect(await post({ desk }, route, samples[route]())).toBe(500);
      expect(errors).toHaveLength(1);
    });

    it('in a hook is reported, and changes nothing', async () => {
      const { desk, errors } = setUp({ onOpened: fails, onMessage: fails, onClosed: fails, onUnanswered: fails });
      for (const route of ['establish', 'chat', 'close'] as const) {
        expect(await post({ desk }, route, { ...samples[route](), conversation_id: 'c' })).toBe(200);
      }
      await desk.webhook.drain();
      expect(errors).toHaveLength(4);
      expect(await desk.session('c')).toMatchObject({ state: 'closed' });
    });

    it('in onError and in the logger goes nowhere', async () => {
      const logger = { debug: fails, info: fails, warn: fails, error: fails };
      const { desk } = setUp({ onError: fails, logger, onOpened: fails });
      expect(await post({ desk }, 'establish', samples.establish())).toBe(200);
      await desk.webhook.drain();
    });

    it('in a client leaves open whether the customer got the message', async () => {
      const { desk, errors } = setUp({ client: { sendReply: fails, closeSession: fails }, greeting: 'Hi' });
      await post({ desk }, 'establish', samples.establish('current', { conversation_id: 'c' }));
      await desk.webhook.drain();
      expect(errors, 'of the greeting').toMatchObject([{ kind: 'connection', delivery: 'unknown' }]);
      const unknown = { kind: 'connection', delivery: 'unknown', conversation_id: 'c' };
      await expect(desk.reply('c', 'hello')).rejects.toMatchObject(unknown);
      await expect(desk.close('c')).rejects.toMatchObject(unknown);
      expect((await desk.transcript('c')).slice(-2).map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    });

    it('in a store is told to whoever asked it, as it is', async () => {
      const { desk } = setUp({}, { session: fails, reply: fails, claim: fails, requestClose: fails, sessions: fails });
      for (const ask of [
        () => desk.session('c'),
        () => desk.reply('c', 'hello'),
        () => desk.claim('c', { id: 'ann' }),
        () => desk.close('c'),
        () => desk.sessions(),
      ]) {
        const told = await ask().then(
          () => 'resolved',
          () => 'rejected',
        );
        expect(told).toBe('rejected');
      }
    });

    it('in start, when the desk asks for what a store could not confirm, is no end of asking', async () => {
      const away = () => fail(new GptBotsHumanError('away', { kind: 'store', delivery: 'not_sent' }));
      let asked = 0;
      const start = () => {
        asked++;
        return fails();
      };
      const { desk, clock } = setUp({}, { reply: away, start });
      await expect(desk.reply('c', 'hello')).rejects.toMatchObject({ kind: 'store' });
      await clock.advance(1_000);
      expect(asked).toBeGreaterThan(1);
    });

    it('in what a store does behind the scenes is reported, and the desk goes on', async () => {
      const { desk, errors, clock } = setUp({}, { sweep: fails, renew: fails, settle: fails, start: fails });
      await post({ desk }, 'establish', samples.establish('current', { conversation_id: 'c' }));
      await expect(desk.reply('c', 'hello'), 'GPTBots took it').resolves.toMatchObject({ status: 'sent' });
      for (let second = 0; second < 3; second++) await clock.advance(1_000);
      expect(errors.length, 'of one settle and three sweeps').toBe(4);
      const ended = desk.shutdown({ timeoutMs: 1_000 });
      await clock.advance(1_000);
      await ended;
    });
  });
});

function setUp(options: Partial<DeskOptions>, interferences: Parameters<typeof replaced>[1] = {}) {
  const clock = manualClock();
  const errors: unknown[] = [];
  const store = replaced(memoryStore(), interferences);
  const desk = createDesk({
    client: { sendReply: async () => ({}), closeSession: async () => ({}) },
    secret: 'a secret for tests',
    store,
    clock,
    logger: {},
    onError: (error) => errors.push(error),
    ...options,
  });
  const unhandled: unknown[] = [];
  const hear = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', hear);
  onTestFinished(async () => {
    await ended(desk, clock);
    await nextTurn();
    process.off('unhandledRejection', hear);
    expect(unhandled).toHaveLength(0);
  });
  return { desk, errors, clock };
}

async function ended(desk: Desk, clock: ReturnType<typeof manualClock>): Promise<void> {
  const done = desk.shutdown({ timeoutMs: 1 });
  await clock.advance(1);
  await done;
}

function fail(thrown: unknown): never {
  throw thrown;
}
