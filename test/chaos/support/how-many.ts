/**
 * How many messages of each kind a test sends. CHAOS_MESSAGES asks for another number, as `CHAOS_MESSAGES=10000 npm run
 * test:system`; what was sent is printed.
 */
export function howMany(usually: number): number {
  return Number(process.env.CHAOS_MESSAGES) || usually;
}
