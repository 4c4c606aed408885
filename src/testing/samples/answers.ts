import type { CloseSessionResponse, SendReplyResponse } from '../../models/api.ts';
import { newConversationId, newTimestamp } from './identity.ts';

/** GPTBots' answers to a call that it accepted, by edition of the documentation. */
export interface AnswerSamples {
  /** `{ code, message }`: the answer to both calls, in most editions. */
  success: SendReplyResponse & CloseSessionResponse;
  /** `{ code, message, data }`: the answer to both calls, as existing clients read it. */
  data: SendReplyResponse & CloseSessionResponse;
  /** `{ code, message, timestamp, body }`: the answer to a reply, in one edition. */
  reply: SendReplyResponse;
  /** `{ conversation_id, timestamp }`, without a code: the answer to a close, in one edition. */
  close: CloseSessionResponse;
}

/** The name of an answer. */
export type AnswerEdition = keyof AnswerSamples;

/** Creates the samples. */
export const answerSamples: { [Edition in AnswerEdition]: () => AnswerSamples[Edition] } = {
  success: () => ({ code: 0, message: 'success' }),
  data: () => ({ code: 0, message: 'success', data: null }),
  reply: () => ({ code: 0, message: 'success', timestamp: newTimestamp(), body: 'Hello, this is Ann.' }),
  close: () => ({ conversation_id: newConversationId(), timestamp: newTimestamp() }),
};

/** The documented codes of a refusal, and what they mean. */
export const refusalCodes = {
  40000: 'invalid parameter',
  40127: 'developer authentication failed',
  20059: 'agent deleted',
  40378: 'agent deleted',
} as const;
