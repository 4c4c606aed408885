/** What the developer sends to GPTBots, and the answer. Source: GPTBots documentation, human service API. */
import * as z from 'zod';
import { conversationId, integer, text } from './wire.ts';

/** `POST /v1/human/message/receive`: a reply for the user. */
export const SendReplyRequestSchema = z.looseObject({
  conversation_id: conversationId,
  /** Epoch milliseconds. */
  timestamp: integer,
  body: z.string().min(1, 'expected a text'),
});
export type SendReplyRequest = z.output<typeof SendReplyRequestSchema>;

// Only `code` decides whether GPTBots took the call. The published editions disagree about the other fields, so one of
// an unexpected type is left out: it must not make a reply that was delivered look like a failure.
const looseText = text.catch(undefined);
const looseInteger = integer.nullish().catch(undefined);

/** The answer to a reply. Every field is optional: the published editions differ. */
export const SendReplyResponseSchema = z.looseObject({
  code: integer.nullish(),
  message: looseText,
  timestamp: looseInteger,
  body: looseText,
  data: z.unknown().optional(),
});
export type SendReplyResponse = z.output<typeof SendReplyResponseSchema>;

/** `POST /v1/human/close`: the session is over. */
export const CloseSessionRequestSchema = z.looseObject({
  conversation_id: conversationId,
  /** Epoch milliseconds. */
  timestamp: integer,
});
export type CloseSessionRequest = z.output<typeof CloseSessionRequestSchema>;

/** The answer to a close. Every field is optional: one edition answers with ids, another with a code. */
export const CloseSessionResponseSchema = z.looseObject({
  code: integer.nullish(),
  message: looseText,
  conversation_id: looseText,
  timestamp: looseInteger,
  data: z.unknown().optional(),
});
export type CloseSessionResponse = z.output<typeof CloseSessionResponseSchema>;
