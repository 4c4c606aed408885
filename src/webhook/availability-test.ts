import { readField } from '../internal/thrown.ts';

/**
 * Whether a body is GPTBots' availability test and not a real request. The webhook answers it with HTTP 200 and does
 * nothing else. The documentation names no other field of the test, so no other field is looked at.
 */
export function isAvailabilityTest(content: unknown): boolean {
  // A body that was parsed by other code may throw when it is read.
  const istest = readField(content, 'istest');
  return istest === true || istest === 'true';
}
