import type { Conversation, Session } from 'gptbots-human/desk';

/** A session as a store gives it: without the fields it does not have. */
export function asSession(kept: Conversation['session']): Session {
  // The fields that a session must have are never undefined.
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as unknown as Session;
}
