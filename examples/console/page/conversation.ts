// The open conversation: what was said, and where the agent reads.
import type { Message } from 'gptbots-human/desk';
import { me } from './ask.ts';
import { tell } from './calls.ts';
import { showHead } from './head.ts';
import { showLine } from './line.ts';
import { arrange, box, button, make, onClick, part } from './parts.ts';
import { changed, loadOpen, markSeen, openRow, type Row } from './rows.ts';
import { endOf, timeOf, whoIs } from './words.ts';

const log = box('log');
const reply = part('reply', HTMLTextAreaElement);
let shown: Row | undefined;
let lines: Map<string, HTMLElement> | undefined;
let isAtEnd = true;
let size = '';

const sizeOfLog = () => `${log.clientWidth} ${log.clientHeight}`;
const toEnd = () => log.scrollTo(0, log.scrollHeight);

// Keeps the log where the agent reads: at the end, whatever grows, or at a line.
log.addEventListener('scroll', () => {
  if (lines && notePlace()) changed();
});
new ResizeObserver(() => {
  size = sizeOfLog();
  if (isAtEnd) toEnd();
}).observe(log);
onClick('newer', () => {
  toEnd();
  reply.focus();
});

// Where the agent has scrolled to. What moves because of another size is not the agent's doing.
function notePlace(): boolean {
  if (!shown || size !== sizeOfLog()) return false;
  isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  shown.kept.scrollTop = isAtEnd ? undefined : log.scrollTop;
  return true;
}

/** Shows the open conversation. */
export function showConversation(): void {
  const row = openRow();
  box('open').hidden = row === undefined;
  if (row !== shown) {
    lines = undefined;
    log.replaceChildren();
    reply.value = row?.kept.draft ?? '';
  }
  shown = row;
  if (!row) return;
  void loadOpen(row);
  const focused = document.activeElement;
  showHead(row);
  const isClosed = row.session.state === 'closed';
  box('forms').hidden = isClosed;
  if (box('open').contains(focused) && !focused?.checkVisibility()) (isClosed ? log : reply).focus();
  if (!row.isLoaded && !lines) return;
  const isFirst = !lines;
  // The browser tells of scrolling a moment later, and what follows moves the log.
  if (!isFirst) notePlace();
  const all = messagesOf(row);
  const added = isFirst ? [] : all.filter(({ id }) => !lines?.has(id));
  const isSending = ({ id }: Message) => row.kept.sending.some((one) => one.id === id);
  const heard = added.filter((one) => one.from !== 'agent' && !isSending(one));
  lines ??= new Map();
  // Who sends something wants to see it.
  if (isFirst) isAtEnd = row.kept.scrollTop === undefined;
  else if (added.some(isSending)) isAtEnd = true;
  showLines(row, all, lines);
  if (isAtEnd) toEnd();
  else if (isFirst) log.scrollTo(0, row.kept.scrollTop ?? 0);
  for (const one of heard) tell(`${nameOf(row, one)}: ${one.text}`);
  button('newer').hidden = isAtEnd || isFirst || (heard.length === 0 && button('newer').hidden);
  if (row.isLoaded && isAtEnd && !document.hidden) markSeen(row);
}

/** The messages in the order to show them, those on their way last. */
function messagesOf({ messages, kept, session: { conversationId } }: Row): Message[] {
  const sorted = [...messages.values()].sort((a, b) => a.order - b.order || a.seq - b.seq);
  const sending = kept.sending.filter(({ id }) => !messages.has(id));
  const under = sending.map(({ id, text, at, isNotice, isLost }): Message => {
    const from = isNotice ? { from: 'system' as const } : { from: 'agent' as const, agent: me() };
    const status = isLost ? 'received' : 'pending';
    return { id, text, at, status, conversationId, seq: 0, order: Infinity, ...from };
  });
  // Sent again.
  const isAgain = (id: string) => kept.sending.some((one) => one.id === id && !one.isLost);
  const stored = sorted.map((one) => (isAgain(one.id) ? { ...one, status: 'pending' as const } : one));
  // Of an answer of the bot's that is empty, there is nothing to show.
  return [...stored, ...under].filter(({ text }) => text.trim());
}

const nameOf = ({ session }: Row, { from, agent }: Message) =>
  ({ user: whoIs(session), bot: 'Bot', system: 'Desk', agent: agent?.name ?? agent?.id ?? 'Agent' })[from];

onClick('copy', async () => {
  const row = openRow();
  if (row) await navigator.clipboard.writeText(transcriptOf(row)).then(() => tell('Copied.'));
});

// What was said, for a ticket or a colleague.
const transcriptOf = (row: Row) =>
  messagesOf(row)
    .map((one) => `${new Date(one.at).toLocaleString()} ${nameOf(row, one)}: ${one.text}`)
    .join('\n');

function showLines(row: Row, all: Message[], lines: Map<string, HTMLElement>): void {
  const elements: HTMLElement[] = [];
  const divider = (text: string) => {
    const made = lines.get(`divider ${text}`) ?? make('p', 'divider', text);
    lines.set(`divider ${text}`, made);
    return made;
  };
  const handoff = all.findLastIndex(({ order }) => order <= 0);
  for (const [at, message] of all.entries()) {
    const line = lines.get(message.id) ?? make('div', '');
    lines.set(message.id, line);
    const about = `${nameOf(row, message)}, ${timeOf(message.at)}${message.late ? ', after the end' : ''}`;
    showLine(line, row, message, isOfGroup(message, all[at - 1]) ? '' : about);
    elements.push(line);
    if (at === handoff) elements.push(divider('before the handoff ↑'));
  }
  const { session, kept } = row;
  if (session.state === 'closed') elements.push(divider(`The conversation is over: ${endOf(session)}.`));
  if (session.state === 'closed' && kept.draft) elements.push(divider(`Your draft was not sent: ${kept.draft}`));
  arrange(log, elements);
}

// One heading for what the same one says within five minutes.
function isOfGroup(message: Message, before: Message | undefined): boolean {
  const whose = ({ from, agent, late, order }: Message) => [from, agent?.id, late, order <= 0].join();
  return before !== undefined && whose(before) === whose(message) && message.at - before.at < 300_000;
}
