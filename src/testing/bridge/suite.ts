import { because } from '../store/explain.ts';
import type { Expect, Matchers, TestRunner } from '../store/suite.ts';
import type { ConnectedRoom } from './room.ts';
import { type BridgeScene, bridgeScene } from './scene.ts';

/** The words of the connector's tests. */
export interface BridgeSuite {
  describe: TestRunner['describe'];
  /** `options`: of the desk. */
  it(name: string, test: (scene: BridgeScene) => Promise<void>, options?: Parameters<typeof bridgeScene>[1]): void;
  /** `why` begins the message of a failure. */
  expect: Expect & ((actual: unknown, why?: string) => Matchers);
}

// Only so that a test which waits for ever ends.
const timeoutMs = 60_000;

/** A suite in the words of a test runner, on a new room for each test. */
export function bridgeSuite({ describe, it, expect }: TestRunner, make: () => Promise<ConnectedRoom>): BridgeSuite {
  const { any, objectContaining, stringContaining, stringMatching } = expect;
  return {
    describe,
    it(name, test, options) {
      const run = async () => {
        const scene = await bridgeScene(await make(), options);
        try {
          await test(scene);
        } finally {
          await scene.close();
        }
      };
      it(name, run, timeoutMs);
    },
    expect: Object.assign((actual: unknown, why?: string) => because(expect(actual), why), {
      any,
      objectContaining,
      stringContaining,
      stringMatching,
    }),
  };
}
