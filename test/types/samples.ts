import type { ChatRequest, CloseRequest, CloseSessionInput, EstablishRequest, SendReplyInput } from 'gptbots-human';
import { type AnswerEdition, type EstablishEdition, type RawEstablishRequest, samples } from 'gptbots-human/testing';
import { expectTypeOf } from 'vitest';
import { proves } from './proves.ts';

// The types of the samples …

proves('are those a handler takes', () => {
  expectTypeOf(samples.establish()).toEqualTypeOf<EstablishRequest>();
  expectTypeOf(samples.establish('whatsapp')).toEqualTypeOf<EstablishRequest>();
  expectTypeOf(samples.chat()).toEqualTypeOf<ChatRequest>();
  expectTypeOf(samples.close()).toEqualTypeOf<CloseRequest>();
});

proves('tell where body may be missing or null', () => {
  expectTypeOf(samples.establish('no-body')).toEqualTypeOf<RawEstablishRequest>();
  expectTypeOf(samples.establish('null-body')).toEqualTypeOf<RawEstablishRequest>();
  expectTypeOf<null | undefined>().toExtend<RawEstablishRequest['body']>();
});

proves('are those the client takes', () => {
  expectTypeOf(samples.sendReply()).toExtend<SendReplyInput>();
  expectTypeOf(samples.closeSession()).toExtend<CloseSessionInput>();
});

proves('know the names there are', () => {
  expectTypeOf<'whatsapp'>().toExtend<EstablishEdition>();
  expectTypeOf<'2025'>().not.toExtend<EstablishEdition>();
  expectTypeOf<'sucess'>().not.toExtend<AnswerEdition>();
  expectTypeOf<1>().not.toExtend<Parameters<typeof samples.refusal>[0]>();
  expectTypeOf<{ body: number }>().not.toExtend<Parameters<typeof samples.chat>[0]>();
});
