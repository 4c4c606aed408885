import { type Delivery, type ErrorKind, GptBotsHumanError } from '../internal/error.ts';
import { quotedId } from '../internal/quoted-id.ts';

type DeskErrorKind = Extract<
  ErrorKind,
  'input' | 'closed' | 'not_found' | 'conflict' | 'aborted' | 'connection' | 'store'
>;

/** Why a desk rejects a call. With `aborted` and `unknown` the reply is stored all the same. */
export type Refused = keyof typeof refusals;

const refusals = {
  not_found: {
    kind: 'not_found',
    delivery: 'not_sent',
    text: 'is not known to the desk. Nothing was sent. Check the id: a closed session is forgotten after retentionMs.',
  },
  forgotten: {
    kind: 'not_found',
    delivery: 'unknown',
    text: 'was forgotten (by desk.forget, or after retentionMs) before this call was done. Nothing more is sent. The customer may or may not have got the message: it could only be on its way at that moment.',
  },
  closed: {
    kind: 'closed',
    delivery: 'not_sent',
    text: 'is closed. The customer did not get the message. They have to ask for a human again first.',
  },
  'other text': {
    kind: 'conflict',
    delivery: 'not_sent',
    text: 'already has a message with this id and another text. Nothing was sent. Use a new id for each reply.',
  },
  taken: {
    kind: 'conflict',
    delivery: 'not_sent',
    text: 'belongs to another agent now. Nothing was changed. Load the session again. To take it over on purpose, pass `from`.',
  },
  'too many labels': {
    kind: 'input',
    delivery: 'not_sent',
    text: 'would have more than 20 labels. Nothing was changed. Remove some in the same call.',
  },
  unknown: {
    kind: 'connection',
    delivery: 'unknown',
    text: 'has this reply already, but it is not known whether it arrived. The customer may or may not have got it. If you send it again with a new id, it may be shown twice.',
  },
  'turn lost': {
    kind: 'connection',
    delivery: 'unknown',
    text: 'lost its send turn, because it could not be renewed in the store in time. The customer may or may not have got the message. desk.transcript() shows what is known.',
  },
  'turn lost in time': {
    kind: 'connection',
    delivery: 'not_sent',
    text: 'lost its send turn, because it could not be renewed in the store in time. The customer did not get the message. Reply again with the same id.',
  },
  'not delivered': {
    kind: 'connection',
    delivery: 'not_sent',
    text: 'did not get the reply: another instance failed to send it, and its log says why. The customer did not get the message. Reply again with the same id.',
  },
  'no client': {
    kind: 'input',
    delivery: 'not_sent',
    text: 'got nothing: the option `client` threw, or returned no client for its session. The customer did not get the message. Let it return a GptBotsHumanClient for every session, then reply again with the same id.',
  },
  'given up': {
    kind: 'aborted',
    delivery: 'not_sent',
    text: 'did not get the reply: the call was aborted before it began. Nothing was sent.',
  },
  'aborted early': {
    kind: 'aborted',
    delivery: 'unknown',
    text: 'may or may not have the message in its outbox: the call was aborted while the store was asked. The customer may or may not get it. Reply again with the same id: nothing is sent twice.',
  },
  'store away': {
    kind: 'store',
    delivery: 'unknown',
    text: 'has the message in its outbox, but the store cannot be reached to learn what became of it. The customer may or may not get it. Reply again with the same id later: nothing is sent twice.',
  },
  'shut down': {
    kind: 'aborted',
    delivery: 'not_sent',
    text: 'was not replied to: the desk was shut down before it was the reply’s turn, and its store forgets with the process. Nothing was sent.',
  },
  aborted: {
    kind: 'aborted',
    delivery: 'unknown',
    text: 'still has the message in its outbox. The call was aborted, but the message will be sent, and the customer may get it. desk.transcript() shows what became of it.',
  },
  'close aborted': {
    kind: 'aborted',
    delivery: 'unknown',
    text: 'will still be closed, although the call was aborted. desk.session() shows what became of it.',
  },
} as const satisfies Record<string, { kind: DeskErrorKind; delivery: Delivery; text: string }>;

/** The error for a call that a desk rejects. */
export function refusal(why: Refused, conversation_id: string): GptBotsHumanError {
  const { kind, delivery, text } = refusals[why];
  return new GptBotsHumanError(`Conversation ${quotedId(conversation_id)} ${text}`, {
    kind,
    delivery,
    conversation_id,
  });
}

/** The error for a webhook that would begin one orphan too many. */
export function orphansFull(max: number, conversation_id: string): GptBotsHumanError {
  return new GptBotsHumanError(
    `Conversation ${quotedId(conversation_id)} is not known to the desk, and was not taken: about ${max} sessions that began without an establish are kept already (maxOrphans). GPTBots got 503. Either the store has lost what it knew, or somebody who knows the webhook's secret makes conversations up: then change the secret. Others are taken once orphanTimeoutMs has passed for those that are kept, or with a larger maxOrphans.`,
    { kind: 'store', delivery: 'not_sent', conversation_id },
  );
}

/** The error for a call to a desk that was shut down. */
export function shutDown(): GptBotsHumanError {
  return new GptBotsHumanError('The desk was shut down. Nothing was sent.', { kind: 'aborted', delivery: 'not_sent' });
}
