import type * as z from 'zod';
import {
  CheckWebhooksResponseSchema,
  CloseSessionRequestSchema,
  CloseSessionResponseSchema,
  SendReplyRequestSchema,
  SendReplyResponseSchema,
} from '../models/api.ts';

/** An endpoint of the API for one conversation. */
export interface ConversationEndpoint<Answer> {
  operation: 'sendReply' | 'closeSession';
  path: string;
  /** The fields of the input that are sent. */
  fields: readonly string[];
  requestSchema: z.ZodType<{ conversation_id: string; body?: unknown }>;
  responseSchema: z.ZodType<Answer>;
}

export const sendReplyEndpoint = {
  operation: 'sendReply',
  path: '/v1/human/message/receive',
  fields: ['conversation_id', 'timestamp', 'body'],
  requestSchema: SendReplyRequestSchema,
  responseSchema: SendReplyResponseSchema,
} as const;

export const closeSessionEndpoint = {
  operation: 'closeSession',
  path: '/v1/human/close',
  fields: ['conversation_id', 'timestamp'],
  requestSchema: CloseSessionRequestSchema,
  responseSchema: CloseSessionResponseSchema,
} as const;

export const checkWebhooksEndpoint = {
  path: '/v1/webhook/check',
  responseSchema: CheckWebhooksResponseSchema,
} as const;
