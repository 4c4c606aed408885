/** What the developer sends to GPTBots, and the answer. Source: GPTBots documentation, human service API. */
import * as z from 'zod';
import { conversationId, integer, nullableText } from './wire.ts';

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
const looseText = nullableText.catch(undefined);
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

/** What GPTBots calls at a URL: messages of users, or a human service. Open: later editions may add to it. */
export type WebhookCheckType = 'message' | 'human_service' | (string & {});

// The cast narrows for the editor only: every string is a member of an open union.
const webhookCheckType = z.string() as unknown as z.ZodType<WebhookCheckType, WebhookCheckType>;

/** What GPTBots saw at one webhook URL of the agent. */
export const WebhookCheckSchema = z.looseObject({
  type: webhookCheckType.nullish().catch(undefined),
  /** Of the Human Service component: an agent may have several, each with a URL of its own. */
  component_id: looseText,
  component_name: looseText,
  webhook_url: looseText,
  /** Whether GPTBots' availability test was answered with HTTP 200. */
  reachable: z.boolean().catch(false),
  /** `null` when there was no answer. */
  http_status: looseInteger,
  latency_ms: z.number().nullish().catch(undefined),
});
export type WebhookCheck = z.output<typeof WebhookCheckSchema>;

/** The answer to `POST /v1/webhook/check` (2026 edition): one result for each webhook URL of the agent. */
export const CheckWebhooksResponseSchema = z.looseObject({
  code: integer.nullish(),
  message: looseText,
  results: z
    .array(z.unknown(), 'has no list of results')
    .transform((results) => results.flatMap((result) => WebhookCheckSchema.safeParse(result).data ?? [])),
});
export type CheckWebhooksResponse = z.output<typeof CheckWebhooksResponseSchema>;
