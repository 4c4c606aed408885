import type { CloseReason } from '../../desk/types.ts';
import { defined } from '../../internal/defined.ts';

/** Every word that agents are shown, to translate or reword. */
export interface ChatSdkTexts {
  /** Above a handoff. @default 'New conversation' */
  newConversation: string;
  /** Above a conversation whose thread was deleted. @default 'The thread of this conversation was deleted. It goes on here.' */
  goesOnHere: string;
  /** Before the name of the customer. @default 'From' */
  from: string;
  /** Before the channel the customer writes from. @default 'Channel' */
  channel: string;
  /** Before the labels. @default 'Labels' */
  labels: string;
  /** Until when somebody has to answer. `time` is shown in the reader's own time zone where the room can do that, else in UTC. */
  answerUntil: (time: string) => string;
  /** Above the last lines before the handoff. @default 'Before the handoff:' */
  beforeHandoff: string;
  /** What an agent can do. */
  help: string;
  /** Stands for a customer without a name. @default 'Customer' */
  customer: string;
  /** Before what the bot said. @default 'Bot' */
  bot: string;
  /** Before what the desk said. @default 'Desk' */
  system: string;
  /** Stands for an agent without a name. @default 'Agent' */
  agent: string;
  /** After what came when the conversation was over. @default '(after the end)' */
  late: string;
  /** A button. @default 'Take' */
  take: string;
  /** A button. @default 'Close' */
  close: string;
  /** A button. @default 'Send again' */
  sendAgain: string;
  /** Somebody has taken the conversation. */
  taken: (agent: string) => string;
  /** Where a reaction cannot be put to a message. @default 'Sent.' */
  sent: string;
  /** A reply that the customer did not get. `reason` is empty when this process does not know. */
  failed: (reply: string, reason: string) => string;
  /** A reply that perhaps arrived. */
  unknown: (reply: string) => string;
  /** A reply to a conversation that is over. */
  tooLate: (reply: string) => string;
  /** An agent sent files. */
  noFiles: string;
  /** What was to be sent again is not there any more. */
  notFound: string;
  /** The customer waits for too long. */
  overdue: (customer: string) => string;
  /** How the conversation ended. */
  ended: Record<CloseReason, string>;
  /** A conversation that was over goes on, because the customer writes again. */
  goesOn: string;
  /** After how it ended. @default 'Nothing written here is sent any more.' */
  nothingSent: string;
}

const english: ChatSdkTexts = {
  newConversation: 'New conversation',
  goesOnHere: 'The thread of this conversation was deleted. It goes on here.',
  from: 'From',
  channel: 'Channel',
  labels: 'Labels',
  answerUntil: (time) => `Until ${time} somebody has to answer, else GPTBots ends the conversation.`,
  beforeHandoff: 'Before the handoff:',
  help: 'What you write in the thread is sent to the customer; a message that begins with // is not. !take takes the conversation, !close ends it.',
  customer: 'Customer',
  bot: 'Bot',
  system: 'Desk',
  agent: 'Agent',
  late: '(after the end)',
  take: 'Take',
  close: 'Close',
  sendAgain: 'Send again',
  taken: (agent) => `${agent} has taken the conversation.`,
  sent: 'Sent.',
  failed: (reply, reason) => `Not sent, the customer did not get this: “${reply}”${reason && ` ${reason}`}`,
  unknown: (reply) => `Perhaps not sent, nobody knows whether the customer got this: “${reply}”`,
  tooLate: (reply) => `Not sent, the conversation is over: “${reply}”`,
  noFiles: 'Files are not sent: the customer can only read text. Write a link instead.',
  notFound: 'That message is not there any more. Please write it again.',
  overdue: (customer) => `${customer} is waiting for an answer.`,
  ended: {
    user_closed: 'The customer has left.',
    timeout: 'GPTBots has ended the conversation: nothing was written for too long.',
    agent_closed: 'The conversation was closed.',
    never_answered: 'Nobody answered in time. The conversation is over.',
    abandoned: 'The conversation is over: nothing was written for too long.',
    turned_away: 'The customer was turned away.',
  },
  goesOn: 'The customer writes again: the conversation goes on, and what is written here is sent.',
  nothingSent: 'Nothing written here is sent any more.',
};

/** The words to use. */
export function wordsFor(given: Partial<ChatSdkTexts> = {}): ChatSdkTexts {
  const texts = { ...english, ...defined(given) };
  return { ...texts, ended: { ...english.ended, ...defined(texts.ended) } };
}
