import { GptBotsHumanError, isGptBotsHumanError } from 'gptbots-human';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { replaced } from '../desk/support/interfered-store.ts';
import { until } from '../helpers/eventually.ts';
import { codes, table } from './document.ts';
import { connected, type Scene, setUp } from './scene.ts';

const away = (): DeskStore => {
  const store = memoryStore();
  const error = new GptBotsHumanError('away', { kind: 'store', delivery: 'unknown' });
  return replaced(store, { reply: () => Promise.reject(error) });
};

/** Every kind the guide's table names, and how to come by it. */
const kinds: Record<string, () => (() => Promise<unknown>)[]> = {
  closed: () => {
    const { platform, desk } = setUp();
    const leave = async () => {
      const visitor = await platform.visitor();
      await visitor.leave();
      await desk.reply(visitor.conversationId, 'late');
    };
    return [leave];
  },
  not_found: () => {
    const { desk } = setUp();
    return [() => desk.reply('nobody', 'hello'), () => desk.close('nobody'), () => desk.claim('nobody', { id: 'ann' })];
  },
  conflict: () => {
    const scene = setUp();
    const { desk } = scene;
    const claim = async () => {
      const { conversationId } = await connected(scene);
      await desk.claim(conversationId, { id: 'ann' });
      const taken = desk.claim(conversationId, { id: 'bob' });
      await expect(taken).rejects.toThrow();
      await desk.claim(conversationId, { id: 'bob' }, { from: 'ann' });
      await taken;
    };
    const reuse = async () => {
      const { conversationId } = await connected(scene);
      await desk.reply(conversationId, 'one', { id: 'r1' });
      await desk.reply(conversationId, 'two', { id: 'r1' });
    };
    return [claim, reuse];
  },
  store: () => [() => setUp({ store: away() }).desk.reply('c1', 'hello')],
  cursor: () => {
    const next = async (scene: Scene, after: string) => {
      for await (const _ of scene.desk.events({ after })) return;
    };
    const outrun = async () => {
      const scene = setUp({ store: memoryStore({ eventsMax: 2 }) });
      const { cursor } = await scene.desk.sessions();
      await connected(scene);
      await next(scene, cursor);
    };
    return [() => next(setUp(), 'foreign'), outrun];
  },
  aborted: () => {
    const abort = async () => {
      const { clock, platform, desk } = setUp();
      const { conversationId } = await platform.visitor();
      platform.faults.api('delay');
      const giveUp = new AbortController();
      const call = desk.reply(conversationId, 'hello', { signal: giveUp.signal });
      await until(() => platform.calls.some(({ name }) => name === 'sendReply'));
      giveUp.abort();
      // The reply goes on its way, and GPTBots answers it after a second.
      await call.finally(() => clock.advance(1000));
    };
    const end = async () => {
      const { desk } = setUp();
      await desk.shutdown();
      await desk.reply('c1', 'hello');
    };
    return [abort, end];
  },
};

describe("the guide's table of a desk's error kinds", () => {
  const rows = table("the desk's `kind`").map(([kind]) => codes(kind)[0] ?? '');

  it('has a row for each case', () => {
    expect(rows).toEqual(Object.keys(kinds));
  });

  it.each(rows)('%s: happens', async (kind) => {
    for (const call of kinds[kind]?.() ?? []) {
      const error = await call().then(
        () => undefined,
        (reason: unknown) => reason as GptBotsHumanError,
      );
      expect(isGptBotsHumanError(error), `expected an error of kind ${kind}, got ${error}`).toBe(true);
      expect(error?.kind).toBe(kind);
    }
  });
});
