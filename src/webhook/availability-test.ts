/**
 * Whether a body is GPTBots' test of the webhook's availability, and no real message. Nothing may come of it but HTTP
 * 200. Which other fields it carries is not documented, so none is looked at.
 */
export function isAvailabilityTest(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false;
  const { istest } = content as { istest?: unknown };
  return istest === true || istest === 'true';
}
