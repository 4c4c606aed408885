import type { CheckCase } from './report.ts';

// Cases that only the developer's own code can cause.
const table: [name: string, expected: string, why: string][] = [
  ['a handler that throws', '500, its message not in the answer', 'Only your handler can throw.'],
  ['a handler that declines', '503', 'Only your handler can decline.'],
  ['a handler that is too slow', '504', 'Only your handler can be slow.'],
  ['verify that says no', '401', 'Only your `verify` can refuse a valid request.'],
  ['an availability test that opens a conversation', 'none is opened', 'Only your own records would show it.'],
  ['an availability test that is replied to', 'no reply', "Only GPTBots' API would get the reply."],
  ['a webhook that is shutting down', '503', 'Only `webhook.drain()` causes it.'],
];

/** The other cases of the status table. They are always skipped, because they cannot be caused from outside. */
export const unprovoked: CheckCase[] = table.map(([name, expected, why]) => ({
  name,
  ok: true,
  level: 'problem',
  skipped: `Cannot be caused from outside. ${why}`,
  expected,
  got: 'not tried',
  detail: `Not tried: cannot be caused from outside. ${why}`,
}));
