import * as z from 'zod';

/**
 * Throws where zod 3 is installed. npm refuses to install that; other package managers only warn, and our schemas would
 * fail on functions that zod 3 does not have. Called before the first schema is made.
 */
export function requireZod4(): void {
  if (typeof z.looseObject === 'function') return;
  throw new Error('gptbots-human needs zod 4; installed is zod 3.x. Run: npm install zod@4');
}
