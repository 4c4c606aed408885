import * as z from 'zod';

/**
 * A moment in epoch milliseconds. The documentation says `long`; a string of digits is accepted as well, because a
 * 64-bit number is often serialised as one. Always a number once parsed.
 */
export const timestamp = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number).pipe(z.int())], {
  error: 'expected milliseconds as an integer or a string of digits',
});

/** A GPTBots code; a string of digits counts as a number. */
export const code = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number).pipe(z.int())], {
  error: 'expected an integer or a string of digits',
});

/** A string or null, possibly absent. */
export const text = z.string().nullish();

/** The id of one human-service conversation: not the agent conversation's own id, and passed back unchanged. */
export const conversationId = z.string().min(1);
