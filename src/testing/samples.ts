import { inputError } from '../internal/options.ts';
import type { CloseSessionRequest, SendReplyRequest } from '../models/api.ts';
import type { ChatRequest, CloseRequest, EstablishRequest } from '../models/webhook.ts';
import { type AnswerEdition, type AnswerSamples, answerSamples, refusalCodes } from './samples/answers.ts';
import {
  type AvailabilityTestEdition,
  type AvailabilityTestSamples,
  availabilityTests,
} from './samples/availability-test.ts';
import { type EstablishEdition, type EstablishSamples, establishSamples } from './samples/establish.ts';
import { newConversationId, newTimestamp } from './samples/identity.ts';
import { type OddEstablishRequest, oddEstablish } from './samples/odd.ts';
import { texts } from './samples/texts.ts';

export type { AnswerEdition, AnswerSamples } from './samples/answers.ts';
export type { AvailabilityTestEdition, AvailabilityTestSamples } from './samples/availability-test.ts';
export type { EstablishEdition, EstablishSamples, RawEstablishRequest } from './samples/establish.ts';
export type { OddEstablishRequest } from './samples/odd.ts';

/**
 * What goes over the wire between GPTBots and you, one fresh object for each call. `conversation_id` and `timestamp` are
 * new each time; each field can be set, and one set to undefined is left out of the JSON.
 *
 * @example
 * const opened = samples.establish('whatsapp');
 * const said = samples.chat({ conversation_id: opened.conversation_id, body: samples.texts.emoji });
 * await webhook.handle({ method: 'POST', url: '/chat', headers: { authorization: 'Bearer test' }, body: said });
 */
export const samples = {
  /**
   * GPTBots → you, `/conversation/establish`: a user asks for a human.
   *
   * @param edition which edition of the documentation, or which channel; `samples.editions` lists them. Default: current
   */
  establish<Edition extends EstablishEdition = 'current'>(
    edition?: Edition,
    fields?: Partial<EstablishRequest>,
  ): EstablishSamples[Edition] {
    // Without the argument, Edition is its default.
    const make = sampleOf(establishSamples, edition ?? ('current' as Edition));
    return { ...make(), ...fields };
  },

  /** The same with optional fields of other types than documented: no reason to turn a visitor away. No edition. */
  oddEstablish(fields?: Partial<OddEstablishRequest>): OddEstablishRequest {
    return { ...oddEstablish(), ...fields };
  },

  /** GPTBots → you, `/chat`: the user writes. */
  chat(fields?: Partial<ChatRequest>): ChatRequest {
    return { conversation_id: newConversationId(), timestamp: newTimestamp(), body: texts.plain, ...fields };
  },

  /** GPTBots → you, `/conversation/close`: the user left (`USER_CLOSED`, unless set), or it timed out (`TIMEOUT`). */
  close(fields?: Partial<CloseRequest>): CloseRequest {
    return { conversation_id: newConversationId(), timestamp: newTimestamp(), type: 'USER_CLOSED', ...fields };
  },

  /**
   * GPTBots → you, establish or chat: the availability test, a request with `istest` that is no message of anybody. It is
   * answered 200, and nothing comes of it.
   *
   * @param edition `full`: with all that an establish has; `bare`: with nothing else, for every route. Which of the two
   *   GPTBots sends is not documented. For a full chat: `samples.chat({ istest: true })`. Default: full
   */
  availabilityTest<Edition extends AvailabilityTestEdition = 'full'>(
    edition?: Edition,
    fields?: Partial<EstablishRequest>,
  ): AvailabilityTestSamples[Edition] {
    // Without the argument, Edition is its default.
    const make = sampleOf(availabilityTests, edition ?? ('full' as Edition));
    return { ...make(), ...fields };
  },

  /** You → GPTBots, `/v1/human/message/receive`: a reply for the user. */
  sendReply(fields?: Partial<SendReplyRequest>): SendReplyRequest {
    return { conversation_id: newConversationId(), timestamp: newTimestamp(), body: 'Hello, this is Ann.', ...fields };
  },

  /** You → GPTBots, `/v1/human/close`: the session is over. */
  closeSession(fields?: Partial<CloseSessionRequest>): CloseSessionRequest {
    return { conversation_id: newConversationId(), timestamp: newTimestamp(), ...fields };
  },

  /**
   * GPTBots' answer to a reply or a close that it took.
   *
   * @param edition which of the documented forms; they differ. Default: success
   */
  answer<Edition extends AnswerEdition = 'success'>(
    edition?: Edition,
    fields?: Partial<AnswerSamples[Edition]>,
  ): AnswerSamples[Edition] {
    // Without the argument, Edition is its default.
    const make = sampleOf(answerSamples, edition ?? ('success' as Edition));
    return { ...make(), ...fields };
  },

  /** GPTBots' answer to a call that it refused, with HTTP 200 or a status of 4xx. Code 40000 is a wrong parameter. */
  refusal(code: keyof typeof refusalCodes = 40000): { code: number; message: string } {
    return { code, message: sampleOf(refusalCodes, code) };
  },

  /** All the editions of `establish`, for tests that go over them. */
  // The keys of a record of all editions are the editions.
  editions: Object.keys(establishSamples) as readonly EstablishEdition[],

  /** Texts that break careless code: not Latin, emoji, line breaks and markup, very long. */
  texts,
};

// In JavaScript an edition may be misspelt.
function sampleOf<Samples extends object, Name extends keyof Samples>(all: Samples, name: Name): Samples[Name] {
  if (Object.hasOwn(all, name)) return all[name];
  throw inputError(`samples: there is no such edition or code; there are ${Object.keys(all).join(', ')}`);
}
