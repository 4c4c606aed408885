import { type Delivery, type ErrorKind, GptBotsHumanError } from '../internal/error.ts';
import { quotedId } from '../internal/quoted-id.ts';

type DeskErrorKind = Extract<ErrorKind, 'closed' | 'not_found' | 'conflict' | 'aborted' | 'connection'>;

/** Why a desk does not do what it was asked for; `aborted` and `unknown` speak of a reply that is stored. */
export type Refused = keyof typeof refusals;

const refusals = {
  not_found: {
    kind: 'not_found',
    delivery: 'not_sent',
    text: 'is not known. Nothing was sent. Check the id; a closed session is forgotten after retentionMs.',
  },
  closed: {
    kind: 'closed',
    delivery: 'not_sent',
    text: 'is closed. The customer did not get the message; they have to ask for a human again.',
  },
  'other text': {
    kind: 'conflict',
    delivery: 'not_sent',
    text: 'has a message of this id with another text. Nothing was sent. Use a new id for each reply.',
  },
  taken: {
    kind: 'conflict',
    delivery: 'not_sent',
    text: 'belongs to another agent by now. Nothing was changed. Load the session, and take it over with `from` if you mean to.',
  },
  unknown: {
    kind: 'connection',
    delivery: 'unknown',
    text: 'has a reply of which nobody knows whether it arrived. The customer may or may not have got it; sent again under a new id, it may be shown twice.',
  },
  'turn lost': {
    kind: 'connection',
    delivery: 'unknown',
    text: 'had its turn to send taken away, as the store could not be told in time that it was still in use. The customer may or may not have got the message; desk.transcript() shows what is known.',
  },
  'turn lost in time': {
    kind: 'connection',
    delivery: 'not_sent',
    text: 'had its turn to send taken away, as the store could not be told in time that it was still in use. The customer did not get the message; reply again with the same id.',
  },
  'not delivered': {
    kind: 'connection',
    delivery: 'not_sent',
    text: 'did not get the reply: another instance tried to send it, and its log says what happened. Reply again with the same id.',
  },
  'given up': {
    kind: 'aborted',
    delivery: 'not_sent',
    text: 'was not replied to: the call was aborted before it began. Nothing was sent.',
  },
  aborted: {
    kind: 'aborted',
    delivery: 'unknown',
    text: 'has the message in its outbox: it is still going to be sent, only nobody waits for it any more. Ask desk.transcript() what became of it.',
  },
  'close aborted': {
    kind: 'aborted',
    delivery: 'unknown',
    text: 'is still going to be closed, only nobody waits for it. Ask desk.session() what became of it.',
  },
} as const satisfies Record<string, { kind: DeskErrorKind; delivery: Delivery; text: string }>;

/** The error for what a desk does not do. */
export function refusal(why: Refused, conversation_id: string): GptBotsHumanError {
  const { kind, delivery, text } = refusals[why];
  return new GptBotsHumanError(`Conversation ${quotedId(conversation_id)} ${text}`, {
    kind,
    delivery,
    conversation_id,
  });
}

/** The error for a desk that was shut down. */
export function shutDown(): GptBotsHumanError {
  return new GptBotsHumanError('The desk was shut down. Nothing was sent.', { kind: 'aborted', delivery: 'not_sent' });
}
