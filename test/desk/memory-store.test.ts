import { memoryStore } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { describeStore } from './store-contract.ts';

describeStore('memoryStore', async (options) => ({ store: memoryStore(options), close: async () => {} }));

const wrong: [object, RegExp][] = [
  [{ retentionMs: -1 }, /retentionMs/],
  [{ eventsMax: 0 }, /eventsMax/],
  [{ eventsMax: 1.5 }, /eventsMax/],
  [{ leaseMs: 1 }, /leaseMs/],
];

it.each(wrong)('memoryStore refuses %j, and names the option', (options, name) => {
  expect(() => memoryStore(options)).toThrow(
    expect.objectContaining({ kind: 'input', message: expect.stringMatching(name) }),
  );
});
