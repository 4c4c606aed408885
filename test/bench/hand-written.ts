import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { secret } from './fixtures.ts';

// What the hand-written variants share: what a good developer would write for this protocol without the package.

const timestamp = z.int();

/** The chat request. */
export const ChatSchema = z.looseObject({ conversation_id: z.string().min(1), timestamp, body: z.string() });

/** The close request. */
export const CloseSchema = z.looseObject({ conversation_id: z.string().min(1), timestamp, type: z.string() });

/** The establish request. */
export const EstablishSchema = z.looseObject({
  conversation_id: z.string().min(1),
  timestamp,
  bot_id: z.string(),
  email: z.string().nullish(),
  body: z.array(z.looseObject({ message_type: z.string(), text: z.string() })),
  user_info: z.looseObject({ user_id: z.string().nullish(), anonymous_id: z.string().nullish() }).nullish(),
});

const expected = Buffer.from(`Bearer ${secret}`);

/** Compares an Authorization header in constant time. */
export function isAuthorized(header: string | null | undefined): boolean {
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
