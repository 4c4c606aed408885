import { readSafely } from '../internal/thrown.ts';

/**
 * Whether a body is GPTBots' test of the webhook's availability, and no real message. Nothing may come of it but HTTP
 * 200. Which other fields it carries is not documented, so none is looked at.
 */
export function isAvailabilityTest(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false;
  // An object that somebody else has made may throw when it is read.
  const istest = readSafely(() => (content as { istest?: unknown }).istest);
  return istest === true || istest === 'true';
}
