import type { Line } from '../../testing/types.ts';
import type { ConversationView } from '../simulate/views.ts';
import { setOwnConversation } from './calls.ts';
import { element, keepingEndInSight, make } from './element.ts';

const log = element('log', HTMLElement);
const status = element('status', HTMLElement);
const because = element('busy-because', HTMLElement);
const leave = element('leave', HTMLButtonElement);
const start = element('start', HTMLFormElement);
const composer = element('composer', HTMLFormElement);
const countdown = element('countdown', HTMLElement);
let timer: ReturnType<typeof setInterval> | undefined;
let shown: string | undefined;

/** Shows a visitor's conversation as it stands. */
export function showConversation(conversation: ConversationView | undefined): void {
  if (shown !== conversation?.conversationId) log.replaceChildren();
  shown = conversation?.conversationId;
  setOwnConversation(shown);
  // All of it together: what comes and goes around the log changes its height.
  keepingEndInSight(log, () => {
    showLines(conversation?.lines ?? []);
    showEnd(conversation);
    showStatus(conversation?.status ?? '');
    showWhyBusy(conversation?.busyBecause);
    showCountdown(conversation?.endsAt);
  });
}

function showStatus(now: ConversationView['status'] | ''): void {
  if (status.textContent !== now) status.textContent = now;
  status.dataset.status = now;
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

// To when the waiting timeout ends the conversation; undefined when nobody waits.
function showCountdown(endsAt: number | undefined): void {
  clearInterval(timer);
  countdown.hidden = endsAt === undefined;
  if (endsAt === undefined) return;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    countdown.textContent = `GPTBots ends this in ${seconds} s, unless somebody replies`;
  };
  tick();
  timer = setInterval(tick, 250);
}

// Lines only ever come; of one that is there, only what became of it can change.
function showLines(lines: readonly Line[]): void {
  const there = log.querySelectorAll('.line');
  for (const [index, line] of lines.entries()) {
    const shownLine = there[index];
    if (shownLine) showAbout(shownLine.querySelector('.about'), line);
    else log.append(lineElement(line));
  }
}

function lineElement(line: Line): HTMLElement {
  const made = make('div', `line ${line.from}`);
  const about = make('p', 'about');
  showAbout(about, line);
  made.append(about, make('p', 'text', line.body));
  return made;
}

function showAbout(about: Element | null, line: Line): void {
  const who = line.from === 'visitor' ? 'You' : 'Human';
  const isLost = line.from === 'visitor' && line.delivered === false;
  const time = new Date(line.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const text = `${who}, ${time}${isLost ? ': not delivered, the webhook did not answer 200' : ''}`;
  if (!about || about.textContent === text) return;
  about.textContent = text;
  about.classList.toggle('failed', isLost);
}

function showEnd(conversation: ConversationView | undefined): void {
  const text = conversation ? endText(conversation) : '';
  const note = log.querySelector('.note');
  if (text === (note?.textContent ?? '')) return;
  note?.remove();
  if (text) log.append(make('p', 'note', text));
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
