import type { Message, Session } from '../../desk/types.ts';
import type { ChatCard } from './chat-like.ts';
import { escapeText, lineBreak, roomTexts, shortened } from './room-text.ts';
import type { ChatSdkTexts } from './texts.ts';

/** The ids of the buttons. */
export const buttons = { take: 'gptbots_take', close: 'gptbots_close', again: 'gptbots_send_again' } as const;

// An embed of Discord holds 4,096 characters, a section of Slack's 3,000.
const maxFactLength = 300;
const maxLinesLength = 2_000;

/** What is posted into the channel for a handoff; `isWhole`: it shows all lines, and not only the last ones. */
export function handoffCard(
  room: string,
  session: Session,
  transcript: Message[],
  texts: ChatSdkTexts,
): { card: ChatCard; isWhole: boolean } {
  const lines = transcript.map((message) => lineOf(message, session, texts));
  const { shown, isWhole } = lastLines(room, lines);
  const paragraphs = [
    facts(room, session, texts),
    shown && `${texts.beforeHandoff}${lineBreak(room)}${shown}`,
    texts.help,
  ];
  const card: ChatCard = {
    type: 'card',
    title: session.ref === undefined ? texts.newConversation : texts.goesOnHere,
    children: [
      ...paragraphs.filter(Boolean).map((content) => ({ type: 'text' as const, content })),
      {
        type: 'actions',
        children: [
          { type: 'button', id: buttons.take, label: texts.take, style: 'primary' },
          { type: 'button', id: buttons.close, label: texts.close, style: 'danger' },
        ],
      },
    ],
  };
  return { card, isWhole };
}

/** A message as a line: who, and what. */
export function lineOf(message: Message, session: Session, texts: ChatSdkTexts): string {
  const late = message.late ? ` ${texts.late}` : '';
  return `${authorOf(message, session, texts)}: ${message.text}${late}`;
}

/** What the customer is called. */
export function customerName({ user }: Session, texts: ChatSdkTexts): string {
  return shortened(user.name ?? user.email ?? user.phone ?? user.userId ?? '', 80) || texts.customer;
}

function authorOf(message: Message, session: Session, texts: ChatSdkTexts): string {
  if (message.from === 'user') return customerName(session, texts);
  if (message.from === 'agent') return shortened(message.agent?.name ?? '', 80) || texts.agent;
  return texts[message.from];
}

function facts(room: string, session: Session, texts: ChatSdkTexts): string {
  const { channel, labels, deadlineAt } = session;
  const line = (what: string, value: string | undefined) =>
    value ? `${what}: ${escapeText(room, shortened(value, maxFactLength))}` : '';
  return [
    line(texts.from, customerName(session, texts)),
    line(texts.channel, channel.name ?? channel.type),
    line(texts.labels, labels.join(', ')),
    deadlineAt === undefined ? '' : texts.answerUntil(timeIn(room, deadlineAt)),
  ]
    .filter(Boolean)
    .join(lineBreak(room));
}

// Slack: https://docs.slack.dev/messaging/formatting-message-text#date-formatting. Discord shows a countdown.
function timeIn(room: string, at: number): string {
  const utc = `${new Date(at).toISOString().slice(11, 19)} UTC`;
  const seconds = Math.floor(at / 1_000);
  if (room === 'slack') return `<!date^${seconds}^{time_secs}|${utc}>`;
  return room === 'discord' ? `<t:${seconds}:T> (<t:${seconds}:R>)` : utc;
}

// The newest ones that fit in, whole, and of the last one at least its beginning.
function lastLines(room: string, lines: string[]): { shown: string; isWhole: boolean } {
  const shown: string[] = [];
  let length = 0;
  for (const line of [...lines].reverse()) {
    const escaped = escapeText(room, line);
    length += escaped.length + 2;
    if (length > maxLinesLength) break;
    shown.unshift(escaped);
  }
  const last = lines.at(-1);
  if (shown.length > 0 || last === undefined)
    return { shown: shown.join(lineBreak(room)), isWhole: shown.length === lines.length };
  return { shown: `${roomTexts(room, last, maxLinesLength)[0]}…`, isWhole: false };
}
