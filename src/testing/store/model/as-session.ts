import type { Session } from '../../../desk/index.ts';
import type { StoredSession } from '../../../desk/rules/head.ts';

/** A session as a store gives it: without the fields it does not have. */
export function asSession(kept: StoredSession): Session {
  // The fields that a session must have are never undefined.
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as unknown as Session;
}
