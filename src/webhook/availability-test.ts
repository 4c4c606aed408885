import { readSafely } from '../internal/thrown.ts';

/**
 * Whether a body is GPTBots' availability test and not a real request. The webhook answers it with HTTP 200 and does
 * nothing else. The documentation names no other field of the test, so no other field is looked at.
 */
export function isAvailabilityTest(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false;
  // A body that was parsed by other code may throw when it is read.
  const istest = readSafely(() => (content as { istest?: unknown }).istest);
  return istest === true || istest === 'true';
}
