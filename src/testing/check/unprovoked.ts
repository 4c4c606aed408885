import type { CheckCase } from './report.ts';

// What only the webhook's own code can bring about.
const table: [name: string, expected: string, why: string][] = [
  ['a handler that throws', '500, its message not in the answer', 'Only a handler of yours can throw.'],
  ['a handler that declines', '503', 'Only a handler of yours can decline.'],
  ['a handler that is too slow', '504', 'Only a handler of yours can be slow.'],
  ['verify that says no', '401', 'Only a `verify` of yours can say no to a request that is fine.'],
  ['an availability test that opens a conversation', 'none is opened', 'Only your own records would show it.'],
  ['an availability test that is replied to', 'no reply', 'Only the API of GPTBots would hear of it.'],
  ['a webhook that is shutting down', '503', 'Only `webhook.drain()` brings it about.'],
];

/** The rest of the status table: what cannot be provoked from outside. */
export const unprovoked: CheckCase[] = table.map(([name, expected, why]) => ({
  name,
  ok: true,
  level: 'problem',
  skipped: `Cannot be provoked from outside. ${why}`,
  expected,
  got: 'not tried',
  detail: `Not tried: cannot be provoked from outside. ${why}`,
}));
