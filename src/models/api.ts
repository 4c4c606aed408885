/** What the developer sends to GPTBots, and the answer. Source: GPTBots documentation, human service API. */
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

// Only `code` decides whether GPTBots took the call. The published editions disagree about the other fields, so one of
// an unexpected type is left out: it must not make a reply that was delivered look like a failure.
const looseText = nullableText.catch(undefined);
const looseInteger = integer.nullish().catch(undefined);

/** The answer to a reply. Every field is optional: the published editions differ. */
export const SendReplyResponseSchema = z.looseObject({
  /** 0, 200 or none is a yes. */
  code: integer.nullish(),
  /** GPTBots' words. */
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

/** `POST /v1/human/close`: the session is over. */
export const CloseSessionRequestSchema = z.looseObject({
  /** GPTBots' id of the conversation. */
  conversation_id: conversationId,
  /** Epoch milliseconds. */
  timestamp: integer,
});
/** The end of a session. */
export type CloseSessionRequest = z.output<typeof CloseSessionRequestSchema>;

/** The answer to a close. Every field is optional: one edition answers with ids, another with a code. */
export const CloseSessionResponseSchema = z.looseObject({
  /** 0, 200 or none is a yes. */
  code: integer.nullish(),
  /** GPTBots' words. */
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

/** What GPTBots calls at a URL: messages of users, or a human service. Open: later editions may add to it. */
export type WebhookCheckType = 'message' | 'human_service' | (string & {});

// The cast narrows for the editor only: every string is a member of an open union.
const webhookCheckType = z.string() as unknown as z.ZodType<WebhookCheckType, WebhookCheckType>;

/** What GPTBots saw at one webhook URL of the agent. */
export const WebhookCheckSchema = z.looseObject({
  /** What GPTBots calls at the URL. */
  type: webhookCheckType.nullish().catch(undefined),
  /** Of the Human Service component: an agent may have several, each with a URL of its own. */
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
/** What GPTBots saw at one webhook URL. */
export type WebhookCheck = z.output<typeof WebhookCheckSchema>;

/** The answer to `POST /v1/webhook/check` (2026 edition): one result for each webhook URL of the agent. */
export const CheckWebhooksResponseSchema = z.looseObject({
  /** 0, 200 or none is a yes. */
  code: integer.nullish(),
  /** GPTBots' words. */
  message: looseText,
  /** What GPTBots saw, one for each URL. */
  results: z
    .array(z.unknown(), 'has no list of results')
    .transform((results) => results.flatMap((result) => WebhookCheckSchema.safeParse(result).data ?? [])),
});
/** The results of GPTBots' test of the webhook URLs. */
export type CheckWebhooksResponse = z.output<typeof CheckWebhooksResponseSchema>;
