/**
 * The requests that the developer sends to GPTBots, and their answers. Source: GPTBots documentation, human service
 * API.
 */
import * as z from 'zod';
import { conversationId, integer, nullableText } from './wire.ts';

/** `POST /v1/human/message/receive`: a reply for the user. */
export const SendReplyRequestSchema = z.looseObject({
  /** GPTBots' id of the conversation. */
  conversation_id: conversationId,
  /** Epoch milliseconds. */
  timestamp: integer,
  /** The text for the user. */
  body: z.string().min(1, 'expected a text'),
});
/** A reply for the user. */
export type SendReplyRequest = z.output<typeof SendReplyRequestSchema>;

// Only `code` decides whether GPTBots accepted the call. The documentation's editions disagree about the other fields.
// So a field of an unexpected type is left out: it must not make a delivered reply look like a failure.
const looseText = nullableText.catch(undefined);
const looseInteger = integer.nullish().catch(undefined);

/** The answer to a reply. Every field is optional, because the documentation's editions differ. */
export const SendReplyResponseSchema = z.looseObject({
  /** Success is 0, 200 or no code. */
  code: integer.nullish(),
  /** GPTBots' message. */
  message: looseText,
  /** Epoch milliseconds. */
  timestamp: looseInteger,
  /** The text that was sent. */
  body: looseText,
  /** Not documented further. */
  data: z.unknown().optional(),
});
/** The answer to a reply. */
export type SendReplyResponse = z.output<typeof SendReplyResponseSchema>;

/** `POST /v1/human/close`: ends the session. */
export const CloseSessionRequestSchema = z.looseObject({
  /** GPTBots' id of the conversation. */
  conversation_id: conversationId,
  /** Epoch milliseconds. */
  timestamp: integer,
});
/** The end of a session. */
export type CloseSessionRequest = z.output<typeof CloseSessionRequestSchema>;

/** The answer to a close. Every field is optional: one edition documents ids, another a code. */
export const CloseSessionResponseSchema = z.looseObject({
  /** Success is 0, 200 or no code. */
  code: integer.nullish(),
  /** GPTBots' message. */
  message: looseText,
  /** GPTBots' id of the conversation. */
  conversation_id: looseText,
  /** Epoch milliseconds. */
  timestamp: looseInteger,
  /** Not documented further. */
  data: z.unknown().optional(),
});
/** The answer to a close. */
export type CloseSessionResponse = z.output<typeof CloseSessionResponseSchema>;

/** What GPTBots uses a webhook URL for: users' messages, or a human service. Open: later editions may add values. */
export type WebhookCheckType = 'message' | 'human_service' | (string & {});

// The cast is for completion in editors. It holds, because an open union includes every string.
const webhookCheckType = z.string() as unknown as z.ZodType<WebhookCheckType, WebhookCheckType>;

/** The result of GPTBots' test of one webhook URL of the agent. */
export const WebhookCheckSchema = z.looseObject({
  /** What GPTBots uses the URL for. */
  type: webhookCheckType.nullish().catch(undefined),
  /** The id of the Human Service component. An agent may have several, each with its own URL. */
  component_id: looseText,
  /** The name of the component. */
  component_name: looseText,
  /** The URL that was tested. */
  webhook_url: looseText,
  /** Whether GPTBots' availability test was answered with HTTP 200. */
  reachable: z.boolean().catch(false),
  /** `null` when there was no answer. */
  http_status: looseInteger,
  /** How long the answer took, in milliseconds. */
  latency_ms: z.number().nullish().catch(undefined),
});
/** The result of GPTBots' test of one webhook URL. */
export type WebhookCheck = z.output<typeof WebhookCheckSchema>;

/** The answer to `POST /v1/webhook/check` (2026 edition): one result for each webhook URL of the agent. */
export const CheckWebhooksResponseSchema = z.looseObject({
  /** Success is 0, 200 or no code. */
  code: integer.nullish(),
  /** GPTBots' message. */
  message: looseText,
  /** One result for each URL. */
  results: z
    .array(z.unknown(), 'has no list of results')
    .transform((results) => results.flatMap((result) => WebhookCheckSchema.safeParse(result).data ?? [])),
});
/** The results of GPTBots' test of the webhook URLs. */
export type CheckWebhooksResponse = z.output<typeof CheckWebhooksResponseSchema>;
