import * as z from 'zod';
import { requireZod4 } from '../internal/zod-4.ts';

requireZod4();

/** An integer. A string of digits is accepted too, because many servers serialise 64-bit numbers as one. */
export const integer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number).pipe(z.int())], {
  error: 'expected an integer or a string of digits',
});

/** A string, null, or a missing field. */
export const nullableText = z.string().nullish();

/**
 * The id of a human-service conversation. It differs from the id of the agent conversation. It is passed back
 * unchanged.
 */
export const conversationId = z.string().min(1);
