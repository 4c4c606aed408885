// Checked by the compiler (`npm run typecheck`); at run time these tests do nothing.

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
import { describe, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';

/** Whether `Literal` is a member of its own, which an editor then offers. */
type Offers<Union, Literal> = true extends (Union extends unknown ? Equal<Union, Literal> : never) ? true : false;
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

describe('the types of the models', () => {
  it('are what the schemas give', () => {
    expectTypeOf<z.output<typeof EstablishRequestSchema>>().toEqualTypeOf<EstablishRequest>();
    expectTypeOf<z.output<typeof ChatRequestSchema>>().toEqualTypeOf<ChatRequest>();
    expectTypeOf<z.output<typeof CloseRequestSchema>>().toEqualTypeOf<CloseRequest>();
  });

  it('require what the protocol requires', () => {
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

  it('always have a list for body of establish, and a string for the text of a line', () => {
    expectTypeOf<EstablishRequest['body']>().toEqualTypeOf<TranscriptMessage[]>();
    expectTypeOf<TranscriptMessage['text']>().toEqualTypeOf<string>();
  });

  it('say that the rest may be null or absent', () => {
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

  it('keep unknown fields reachable, as unknown', () => {
    expectTypeOf<EstablishRequest['event_id']>().toEqualTypeOf<unknown>();
    expectTypeOf<SendReplyResponse['trace']>().toEqualTypeOf<unknown>();
  });

  it('take any string in an open union, and still offer the documented ones', () => {
    expectTypeOf<'TOMORROW'>().toExtend<MessageType>();
    expectTypeOf<string>().toExtend<CloseRequest['type']>();
    expectTypeOf<CloseRequest['type']>().toExtend<string>();
    // The compiler merges a plain `string` with its literals; then nothing is offered.
    expectTypeOf<Offers<string, 'QUESTION'>>().toEqualTypeOf<false>();
    expectTypeOf<Offers<MessageType, 'QUESTION'>>().toEqualTypeOf<true>();
    expectTypeOf<Offers<CloseRequest['type'], 'USER_CLOSED'>>().toEqualTypeOf<true>();
    expectTypeOf<Offers<TranscriptMessage['message_type'], 'ANSWER'>>().toEqualTypeOf<true>();
    expectTypeOf<Offers<EstablishRequest['conversation_type'], 'WHATSAPP_META'>>().toEqualTypeOf<true>();
  });
});
