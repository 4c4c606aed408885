import { memoryStore } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { describeStore } from './store-contract.ts';

describeStore('memoryStore', async (options) => {
  const store = memoryStore(options);
  return { open: async () => store, close: async () => {} };
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
