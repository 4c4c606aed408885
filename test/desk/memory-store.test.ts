import { memoryStore } from 'gptbots-human/desk';
import { storeContract } from 'gptbots-human/testing/store';
import { describe, expect, it } from 'vitest';

describe('memoryStore, as a store,', () => {
  storeContract({ describe, it, expect }, async (options) => {
    const store = memoryStore(options);
    return { open: async () => store, close: async () => {} };
  });
});

const wrong: [object, RegExp][] = [
  [{ retentionMs: -1 }, /retentionMs/],
  [{ eventsMax: 0 }, /eventsMax/],
  [{ eventsMax: 1.5 }, /eventsMax/],
  [{ leaseMs: 0 }, /leaseMs/],
  [{ leaseMS: 1 }, /leaseMS/],
];

it.each(wrong)('memoryStore refuses %j, and names the option', (options, name) => {
  expect(() => memoryStore(options)).toThrow(
    expect.objectContaining({ kind: 'input', message: expect.stringMatching(name) }),
  );
});
