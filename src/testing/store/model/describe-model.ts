import type { DeskStore } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { type ModelAction, nextAction } from './actions.ts';
import { byConversation, compare } from './compare.ts';
import { Followed } from './followed.ts';
import { historyOf } from './history.ts';
import { modelRetentionMs, modelTimes, PlainStore } from './plain-store.ts';

/** Plays random histories on a store and on the rules alone, and compares all they say. A seed plays the same history again. */
export function describeModel({ describe, it, expect }: Suite, histories: number): void {
  describe('beside the rules,', () => {
    for (let seed = 1; seed <= histories; seed++) {
      it(`a store says the same through the random history of seed ${seed}`, async (scope) => {
        const { store } = await scope.open({ retentionMs: modelRetentionMs });
        await play(expect, seed, store, new Map());
      });
    }
  });
}

/** @param counts is told what came up, and how often */
export async function play(
  expect: Suite['expect'],
  seed: number,
  store: DeskStore,
  counts: Map<string, number>,
): Promise<void> {
  const history = historyOf(seed);
  const plain = new PlainStore(counts);
  store.open({ ...modelTimes, clock: { now: () => plain.now, start: () => ({ cancel() {} }) } });
  const done: ModelAction[] = [];
  try {
    const followed = new Followed(store, (await store.sessions({ limit: 1 })).cursor);
    while (done.length < history.steps) {
      const action = nextAction(history, plain, done);
      done.push(action);
      if (action.name === 'advance') {
        plain.now += action.ms;
      } else if (action.name === 'sweep') {
        // What a sweep forgets can be followed no more.
        await followed.read(plain.eventCount);
        const { changes, waiting } = await store.sweep();
        const expected = plain.sweep();
        expect(waiting.toSorted()).toEqual(expected.waiting.toSorted());
        expect(byConversation(changes)).toEqual(byConversation(expected.changes));
      } else {
        const { cursor: _, ...step } = await action.run(store);
        expect(step).toEqual(plain.step(action));
      }
    }
    await followed.read(plain.eventCount);
    await compare(expect, store, plain, followed);
  } catch (error) {
    const steps = done.slice(-15).map(({ name, about }) => `  ${name} ${about}`);
    if (error instanceof Error) {
      error.message = `Seed ${seed}, after ${done.length} steps: ${error.message}\nThe last steps:\n${steps.join('\n')}`;
    }
    throw error;
  }
}
