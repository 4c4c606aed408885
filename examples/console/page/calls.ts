// How an agent is called: title and favicon, a sound and a notification, and a line that is read out.
import { box, button, onClick, part } from './parts.ts';
import { isOverdue, open, type Row, rows, unreadOf } from './rows.ts';
import { isMine, whoIs } from './words.ts';

const isOn = () => localStorage.getItem('calls') === 'on' && Notification.permission !== 'default';
let known: Set<string> | undefined;

const showSwitch = () => button('notifications').setAttribute('aria-pressed', String(isOn()));
showSwitch();
// Browsers ask for a click before there is a sound.
onClick('notifications', async () => {
  const isWanted = !isOn();
  if (isWanted) await Notification.requestPermission();
  localStorage.setItem('calls', isWanted ? 'on' : 'off');
  if (isWanted) ring();
  showSwitch();
});

/** Reads something out to those who do not see it. */
export const tell = (text: string) => box('news').replaceChildren(text);

// What is unclaimed, and what is this agent's own and unread; either, when the user waits for too long.
function isCalling(row: Row): boolean {
  const { state, agent } = row.session;
  if (state === 'closed' || (agent && !isMine(row.session))) return false;
  return unreadOf(row) > 0 || isOverdue(row) || (state === 'waiting' && !agent);
}

// Each is a reason to call once. Not what the user wrote: a screen may be locked.
function reasonsOf(row: Row): [key: string, text: string][] {
  const { session, kept } = row;
  const { conversationId: id, userMessages, agent } = session;
  const reasons: [string, string][] = [];
  if (unreadOf(row) > 0) reasons.push([`${id} ${userMessages}`, agent ? 'has written' : 'waits for an answer']);
  if (isOverdue(row)) reasons.push([`${id} ${kept.overdueSince}`, 'has waited for too long']);
  return reasons;
}

/** Counts who calls, and gives a sign when that is new. */
export function showCalls(): void {
  const calling = [...rows.values()].filter(isCalling);
  const count = calling.length;
  document.title = count > 0 ? `(${count}) Desk` : 'Desk';
  const label = `<text x="16" y="24" font-family="sans-serif" font-size="22" fill="#fff" text-anchor="middle">${count > 9 ? '9+' : count || ''}</text>`;
  const square = `<rect width="32" height="32" rx="8" fill="${count > 0 ? '#b3261e' : '#3a50c2'}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${square}${label}</svg>`;
  part('icon', HTMLLinkElement).href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  const before = known;
  known = new Set();
  for (const row of calling) {
    for (const [key, text] of reasonsOf(row)) {
      known.add(key);
      if (before && !before.has(key)) call(row, `${whoIs(row.session)} ${text}`);
    }
  }
}

function call({ session }: Row, text: string): void {
  tell(text);
  if (!isOn()) return;
  ring();
  if (!document.hidden || Notification.permission !== 'granted') return;
  new Notification(text, { tag: session.conversationId }).onclick = () => {
    focus();
    open(session.conversationId);
  };
}

// Once a second at most, in whichever tab.
function ring(): void {
  if (Date.now() - Number(localStorage.getItem('rang')) < 1_000) return;
  localStorage.setItem('rang', String(Date.now()));
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: 660 });
  tone.connect(new GainNode(audio, { gain: 0.1 })).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.2);
  tone.onended = () => void audio.close();
}
