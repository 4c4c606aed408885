import { describe, expect, it } from 'vitest';
import type { MakeStore } from '../store-contract/set-up.ts';
import { type Action, nextAction } from './actions.ts';
import { byConversation, compare } from './compare.ts';
import { historyOf } from './history.ts';
import { PlainStore, retentionMs, times } from './plain-store.ts';

/**
 * Plays random histories on a store and on the rules alone, and compares all they say. `MODEL_SEED=<n>` plays one of them
 * again.
 */
export function describeModel(name: string, make: MakeStore, histories: number): void {
  describe(`${name}, beside the rules,`, () => {
    const only = process.env.MODEL_SEED;
    const seeds = only ? [Number(only)] : Array.from({ length: histories }, (_, index) => index + 1);

    it(`says the same through ${seeds.length} random histories`, async () => {
      const counts = new Map<string, number>();
      for (const seed of seeds) await play(seed, make, counts);
      // Histories that never get anywhere prove nothing.
      const missed = reached.filter((what) => (counts.get(what) ?? 0) < 5);
      if (!only) expect(missed, 'what no more than four steps came upon').toEqual([]);
    });
  });
}

const reached = [
  ...['establish opened', 'establish filled', 'establish repeated', 'establish refused', 'establish next'],
  ...['chat stored', 'chat repeated', 'chat late', 'chat out of order', 'chat reopens'],
  ...['close closed', 'close repeated', 'close never_answered', 'close timeout', 'close user_closed', 'close failed'],
  ...[
    'reply pending',
    'reply sent',
    'reply unknown',
    'reply conflict',
    'reply closed',
    'reply not_found',
    'reply next',
  ],
  ...['requestClose pending', 'requestClose closed', 'requestClose not_found', 'requestClose next'],
  ...['settle settled', 'settle sent', 'settle failed', 'settle unknown', 'settle next', 'settle too late'],
  ...['settle agent_closed', 'settle not_found', 'start asked', 'start next', 'start not_found'],
  ...['renew renewed', 'renew lost', 'claim claimed', 'claim conflict', 'claim closed', 'claim not_found'],
  ...['release released', 'release conflict', 'release not_found', 'link linked', 'link not_found'],
  ...['sweep never_answered', 'sweep abandoned', 'sweep unknown', 'sweep waiting', 'sweep close put back'],
  'sweep forgotten',
];

async function play(seed: number, make: MakeStore, counts: Map<string, number>): Promise<void> {
  const { store, close } = await make({ retentionMs });
  const history = historyOf(seed);
  const plain = new PlainStore(counts);
  store.open({ ...times, clock: { now: () => plain.now, start: () => ({ cancel() {} }) } });
  const done: Action[] = [];
  try {
    const { cursor } = await store.sessions({ limit: 1 });
    while (done.length < history.steps) {
      const action = nextAction(history, plain, done);
      done.push(action);
      if (action.name === 'advance') {
        plain.now += action.ms;
      } else if (action.name === 'sweep') {
        const { changes, waiting } = await store.sweep();
        const expected = plain.sweep();
        expect(waiting.toSorted()).toEqual(expected.waiting.toSorted());
        expect(byConversation(changes)).toEqual(byConversation(expected.changes));
      } else {
        const { cursor: _, ...step } = await action.run(store);
        expect(step).toEqual(plain.step(action));
      }
    }
    await compare(store, plain, cursor);
  } catch (error) {
    const steps = done.slice(-15).map(({ name, about }) => `  ${name} ${about}`);
    if (error instanceof Error) {
      error.message = `MODEL_SEED=${seed}, after ${done.length} steps: ${error.message}\nThe last steps:\n${steps.join('\n')}`;
    }
    throw error;
  } finally {
    await store.shutdown();
    await close();
  }
}
