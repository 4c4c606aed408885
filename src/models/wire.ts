import * as z from 'zod';
import { requireZod4 } from '../internal/zod-4.ts';

requireZod4();

/** An integer; a string of digits is accepted as well, as 64-bit numbers are often serialised as one. */
export const integer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number).pipe(z.int())], {
  error: 'expected an integer or a string of digits',
});

/** A string or null, possibly absent. */
export const nullableText = z.string().nullish();

/** The id of one human-service conversation: not the agent conversation's own id, and passed back unchanged. */
export const conversationId = z.string().min(1);
