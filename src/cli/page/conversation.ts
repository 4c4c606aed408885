import type { ConversationView } from '../simulate/views.ts';
import { setOwnConversation } from './call-list.ts';
import { showEnd, showFromBeginning, showLines } from './conversation-log.ts';
import { showCountdown } from './countdown.ts';
import { element } from './element.ts';
import { showFirstQuestion } from './first-question.ts';

const status = element('status', HTMLElement);
const because = element('busy-because', HTMLElement);
const leave = element('leave', HTMLButtonElement);
const start = element('start', HTMLFormElement);
const composer = element('composer', HTMLFormElement);
// What the page shows; null before it shows anything.
let shown: string | undefined | null = null;

/** Shows a visitor's conversation as it stands. */
export function showConversation(conversation: ConversationView | undefined): void {
  const { conversationId, earlier = [], lines = [] } = conversation ?? {};
  setOwnConversation(conversationId);
  if (shown === conversationId) showLines(lines);
  else if (conversation) showFromBeginning(earlier, lines, true);
  else showFirstQuestion();
  shown = conversationId;
  showStatus(conversation?.status ?? '');
  showWhyBusy(conversation?.busyBecause);
  showCountdown(conversation?.endsInMs);
  showEnd(conversation ? endText(conversation) : '');
}

/** Whether the visitor has not asked for a human yet. */
export function isBeforeHandoff(): boolean {
  return shown === undefined;
}

const tones = { '': '', connecting: 'wait', connected: 'good', busy: 'bad', ended: '' };

function showStatus(now: ConversationView['status'] | ''): void {
  if (status.textContent !== now) status.textContent = now;
  status.dataset.status = now;
  status.className = `state ${tones[now]}`;
  const isUnderWay = now === 'connecting' || now === 'connected';
  const hadFocus = document.activeElement;
  leave.hidden = !isUnderWay;
  composer.hidden = !isUnderWay;
  start.hidden = isUnderWay;
  element('welcome', HTMLElement).hidden = now !== '';
  // What had the focus is gone; the keyboard goes on where the visitor does.
  if (isUnderWay && start.contains(hadFocus)) element('message', HTMLTextAreaElement).focus();
  if (!isUnderWay && (hadFocus === leave || composer.contains(hadFocus))) element('talk', HTMLButtonElement).focus();
}

// For the developer: the visitor of the real platform sees no more than Busy.
function showWhyBusy(text = ''): void {
  because.textContent = text;
  because.hidden = text === '';
}

function endText({ status, endReason, lines }: ConversationView): string {
  if (status === 'busy') return 'All humans are busy: the webhook did not answer establish with 200.';
  if (endReason === 'USER_CLOSED') return 'You left the conversation.';
  if (endReason === 'CLOSED_BY_SERVICE') return 'Your service closed the conversation.';
  if (endReason !== 'TIMEOUT') return '';
  const wasAnswered = lines.some((line) => line.from === 'service');
  return wasAnswered
    ? 'GPTBots ended the conversation: nobody wrote for too long.'
    : 'GPTBots ended the conversation: nobody replied in time.';
}
