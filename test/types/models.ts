import type {
  ChatRequest,
  ChatRequestSchema,
  CloseRequest,
  CloseRequestSchema,
  CloseSessionRequest,
  CloseSessionResponse,
  EstablishRequest,
  EstablishRequestSchema,
  MessageType,
  SendReplyRequest,
  SendReplyResponse,
  TranscriptMessage,
  UserInfo,
  WebhookResponse,
} from 'gptbots-human';
import { expectTypeOf } from 'vitest';
import type * as z from 'zod';
import { proves } from './proves.ts';

// The types of the models …

proves('are what the schemas give', () => {
  expectTypeOf<z.output<typeof EstablishRequestSchema>>().toEqualTypeOf<EstablishRequest>();
  expectTypeOf<z.output<typeof ChatRequestSchema>>().toEqualTypeOf<ChatRequest>();
  expectTypeOf<z.output<typeof CloseRequestSchema>>().toEqualTypeOf<CloseRequest>();
});

proves('require what the protocol requires', () => {
  expectTypeOf<EstablishRequest['conversation_id']>().toEqualTypeOf<string>();
  expectTypeOf<EstablishRequest['timestamp']>().toEqualTypeOf<number>();
  expectTypeOf<EstablishRequest['bot_id']>().toEqualTypeOf<string>();
  expectTypeOf<ChatRequest['body']>().toEqualTypeOf<string>();
  expectTypeOf<ChatRequest['timestamp']>().toEqualTypeOf<number>();
  expectTypeOf<CloseRequest['type']>().toExtend<string>();
  expectTypeOf<SendReplyRequest>().toExtend<{ conversation_id: string; timestamp: number; body: string }>();
  expectTypeOf<CloseSessionRequest>().toExtend<{ conversation_id: string; timestamp: number }>();
  expectTypeOf<WebhookResponse>().toExtend<{ code: number; message: string }>();
});

proves('always have a list for body of establish, and a string for the text of a line', () => {
  expectTypeOf<EstablishRequest['body']>().toEqualTypeOf<TranscriptMessage[]>();
  expectTypeOf<TranscriptMessage['text']>().toEqualTypeOf<string>();
});

proves('say that the rest may be null or absent', () => {
  expectTypeOf<EstablishRequest['email']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<EstablishRequest['user_info']>().toEqualTypeOf<UserInfo | null | undefined>();
  expectTypeOf<UserInfo['user_id']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<SendReplyResponse['code']>().toEqualTypeOf<number | null | undefined>();
  expectTypeOf<CloseSessionResponse['conversation_id']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<{
    conversation_id: string;
    timestamp: number;
    bot_id: string;
    body: [];
  }>().toExtend<EstablishRequest>();
});

proves('keep unknown fields reachable, as unknown', () => {
  expectTypeOf<EstablishRequest['event_id']>().toEqualTypeOf<unknown>();
  expectTypeOf<SendReplyResponse['trace']>().toEqualTypeOf<unknown>();
});

proves('take any string in an open union', () => {
  expectTypeOf<'TOMORROW'>().toExtend<MessageType>();
  expectTypeOf<string>().toExtend<CloseRequest['type']>();
  expectTypeOf<CloseRequest['type']>().toExtend<string>();
});
