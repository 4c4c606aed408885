import { type MakeStore, storeContract } from 'gptbots-human/testing/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { duties } from '../../src/testing/store/duties.ts';
import { describeModel } from '../../src/testing/store/model/describe-model.ts';
import { type Scope, scopeOf, suiteOf } from '../../src/testing/store/suite.ts';

// On a busy machine everything may take ten times as long.
const timeoutMs = 110_000;

/** The contract of a store, under the name of one. */
export function describeStore(name: string, make: MakeStore): void {
  describe(`${name}, as a store,`, () => storeContract({ describe, it, expect }, make, { timeoutMs }));
}

/** The model test, with more histories than the contract has. */
export function describeHistories(name: string, make: MakeStore, histories: number): void {
  describe(name, () =>
    describeModel(suiteOf({ describe, it, expect }, make, { duty: duties.model, timeoutMs }), histories),
  );
}

/** What a test of the contract is given, for a test of one store only. */
export function newScope(make: MakeStore): Scope {
  const toClose: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const close of toClose.reverse()) await close();
  });
  return scopeOf(make, toClose);
}
