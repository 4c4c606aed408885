import type {
  ClientOptions,
  CloseRequest,
  EstablishRequest,
  GptBotsHumanError,
  MessageType,
  TranscriptMessage,
} from 'gptbots-human';
import { expectTypeOf } from 'vitest';
import { proves } from './proves.ts';

/** Those of the literals that are members of their own, which an editor then offers. */
type Offered<Union, Literals> = Literals extends unknown
  ? IsMember<Union, Literals> extends true
    ? Literals
    : never
  : never;
type IsMember<Union, Literal> = true extends (Union extends unknown ? Equal<Union, Literal> : never) ? true : false;
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Whether an editor offers all of the literals. */
type Offers<Union, Literals> = Equal<Offered<Union, Literals>, Literals>;

// An editor completes …

proves('what was documented where any string is taken', () => {
  // The compiler merges a plain `string` with its literals; then nothing is offered.
  expectTypeOf<Offers<string, 'QUESTION'>>().toEqualTypeOf<false>();
  expectTypeOf<Offers<'QUESTION', 'QUESTION' | 'ANSWER'>>().toEqualTypeOf<false>();
  expectTypeOf<Offers<MessageType, 'QUESTION' | 'ANSWER'>>().toEqualTypeOf<true>();
  expectTypeOf<Offers<TranscriptMessage['message_type'], 'QUESTION' | 'ANSWER'>>().toEqualTypeOf<true>();
  expectTypeOf<Offers<CloseRequest['type'], 'TIMEOUT' | 'USER_CLOSED'>>().toEqualTypeOf<true>();
  expectTypeOf<
    Offers<EstablishRequest['conversation_type'], 'WIDGET' | 'TELEGRAM' | 'WHATSAPP_META'>
  >().toEqualTypeOf<true>();
  expectTypeOf<Offers<ClientOptions['region'], 'sg' | 'th' | 'jp'>>().toEqualTypeOf<true>();
});

proves('the retry modes and the kinds of an error', () => {
  expectTypeOf<Offers<ClientOptions['retry'], 'never' | 'safe' | 'at-least-once'>>().toEqualTypeOf<true>();
  expectTypeOf<Offers<GptBotsHumanError['kind'], 'input' | 'api' | 'closed'>>().toEqualTypeOf<true>();
});
