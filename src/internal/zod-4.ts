import * as z from 'zod';

/**
 * Throws when zod 3 is installed. npm refuses to install it beside this package, but other package managers only warn.
 * Without this check our schemas would fail on functions that zod 3 lacks. Called before the first schema is made.
 */
export function requireZod4(): void {
  if (typeof z.looseObject === 'function') return;
  throw new Error('gptbots-human needs zod 4, but zod 3 is installed. Run: npm install zod@4');
}
