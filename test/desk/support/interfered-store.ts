import { GptBotsHumanError } from 'gptbots-human';
import type { DeskStore, StepName } from 'gptbots-human/desk';

/** What to do in place of an operation; `run` carries it out. */
export type Interference = (run: () => Promise<unknown>) => Promise<unknown>;

/** A method of a store, or one of its steps. */
export type Operation = StepName | Exclude<keyof DeskStore, 'step'>;

/** A store that a test can make fail. */
export interface InterferedStore {
  store: DeskStore;
  /** From now on, until the function it returns is called. */
  on(operation: Operation, interference: Interference): () => void;
  /** How often an operation was asked for. */
  count(operation: Operation): number;
}

/** Puts a test between a desk and its store. */
export function interfered(store: DeskStore): InterferedStore {
  const interferences = new Map<PropertyKey, Interference>();
  const counts = new Map<PropertyKey, number>();
  const between = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const operation = name === 'step' ? String(given[0]) : name;
        counts.set(operation, (counts.get(operation) ?? 0) + 1);
        const run = () => member.apply(target, given);
        const interference = interferences.get(operation);
        return interference ? interference(run) : run();
      };
    },
  });
  return {
    store: between,
    on(operation, interference) {
      interferences.set(operation, interference);
      return () => void interferences.delete(operation);
    },
    count: (operation) => counts.get(operation) ?? 0,
  };
}

/** A store in which some operations do something else. */
export function replaced(store: DeskStore, operations: Partial<Record<Operation, () => unknown>>): DeskStore {
  const other = interfered(store);
  for (const [operation, instead] of Object.entries(operations)) {
    // The keys are those of the type; not awaited here, as it may throw at once.
    other.on(operation as Operation, () => instead() as Promise<unknown>);
  }
  return other.store;
}

/** The store cannot be reached. */
export const away: Interference = async () => {
  throw storeError();
};

/** The store does it, and its answer is lost. */
export const answerLost: Interference = async (run) => {
  await run();
  throw storeError();
};

function storeError(): GptBotsHumanError {
  return new GptBotsHumanError('The store is away, says the test.', { kind: 'store', delivery: 'not_sent' });
}
