import type { ClosedSession, CloseReason, Message, Session } from '../../desk/types.ts';
import type { GptBotsHumanError } from '../../internal/error.ts';
import { quotedId } from '../../internal/quoted-id.ts';
import type { ReplyStatus } from '../connector.ts';

/** The note a conversation begins with: who asks, from where, until when somebody has to answer, and what was said before. */
export function handoffNote(session: Session, before: Message[]): string {
  const { conversationId, user, channel, labels, deadlineAt, state } = session;
  const lines = [
    `A customer asks for a human. GPTBots' conversation: ${quotedId(conversationId)}`,
    user.name && `Name: ${forNote(user.name)}`,
    user.userId && `Your id of them: ${forNote(user.userId)}`,
    // The contact gets neither: Chatwoot would mail replies to an address that nobody has verified.
    user.email && `E-mail, as they typed it: ${forNote(user.email)}`,
    user.phone && `Phone: ${forNote(user.phone)}`,
    (channel.name || channel.type) && `From: ${forNote(channel.name ?? channel.type ?? '')}`,
    labels.length > 0 && `Labels: ${forNote(labels.join(', '))}`,
    state === 'waiting' && deadlineAt !== undefined && `Somebody has to answer by ${timeOf(deadlineAt)}.`,
    'What you write here is sent to the customer. Private notes are not.',
  ];
  const intro = lines.filter(Boolean).join('\n\n');
  return before.length === 0 ? intro : `${intro}\n\n---\n\n${before.map(saidLine).join('\n\n')}`;
}

/** One line of the conversation, in a note: who said it, and what. */
export function saidLine(message: Message): string {
  return `**${speakerOf(message)}:** ${forNote(message.text)}`;
}

function speakerOf({ from, agent, late }: Message): string {
  switch (from) {
    case 'user':
      return late ? 'Customer, after the end (nobody can answer here any more)' : 'Customer';
    case 'bot':
      return 'Bot';
    case 'agent':
      return `${forNote(agent?.name ?? agent?.id ?? 'An agent')}, at another desk`;
    default:
      return 'System';
  }
}

/** The note that reminds the agents. */
export function overdueNote({ deadlineAt, answeredAt }: Session): string {
  if (answeredAt !== undefined) return 'The customer is waiting for an answer.';
  const until =
    deadlineAt === undefined ? '' : ` GPTBots ends the conversation if nobody has by ${timeOf(deadlineAt)}.`;
  return `Nobody has answered this customer yet.${until}`;
}

const reasons: Record<CloseReason, string> = {
  user_closed: 'the customer left',
  timeout: 'GPTBots closed it after a silence',
  agent_closed: 'an agent closed it',
  never_answered: 'nobody answered in time',
  abandoned: 'nothing happened for too long',
  turned_away: 'the customer was turned away',
};

/** The note that says how a conversation ended. */
export function closedNote({ closeReason }: ClosedSession): string {
  return `The conversation is over: ${reasons[closeReason]}. What is written here is not sent to the customer any more.`;
}

/** Why a reply was not sent, or perhaps not, for the message and for the note below it. */
export function whyNotSent(
  status: Exclude<ReplyStatus, 'sent'>,
  error: GptBotsHumanError | undefined,
): { short: string; note: string } {
  if (status === 'unknown') {
    return {
      short: 'it is not known whether the customer got this',
      note: 'It is not known whether the customer got this message, as GPTBots did not answer. Retry does not send it again, because they might see it twice. Write it once more if they should have it in any case.',
    };
  }
  if (error?.kind === 'closed') {
    return {
      short: 'not sent, the conversation is over',
      note: 'The customer did not get this message: the conversation is over. They are reached again when they ask for a human again.',
    };
  }
  if (error?.kind === 'not_found') {
    return {
      short: 'not sent, nobody waits behind this conversation',
      note: 'The customer did not get this message: this conversation belongs to no session of the desk, or its session was forgotten. If it has only just begun, Retry sends it.',
    };
  }
  const why = error
    ? ` (${[error.kind, error.code ?? error.status].filter((one) => one !== undefined).join(' ')})`
    : '';
  return {
    short: `not sent${why}`,
    note: `The customer did not get this message${why}. Retry sends it again.`,
  };
}

const zeroWidthSpace = '\u200b';

/**
 * What somebody outside said, for a note. There Chatwoot notifies whoever is mentioned, by links like `mention://user/1/Ann`
 * (https://github.com/chatwoot/chatwoot/blob/develop/app/services/messages/mention_service.rb), and fills in Liquid
 * (https://github.com/chatwoot/chatwoot/blob/develop/app/models/concerns/liquidable.rb).
 */
function forNote(text: string): string {
  return text.replace(/mention:(?=\/\/)/gi, `$&${zeroWidthSpace}`).replace(/\{(?=[{%])/g, `{${zeroWidthSpace}`);
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
