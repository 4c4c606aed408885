// The agents' page: loads what there is, follows what happens, and shows it.
import { act, type Refusal } from './ask.ts';
import { showCalls, startCalls, tell } from './calls.ts';
import { startCanned } from './canned.ts';
import { showConversation, startConversation, transcriptOf } from './conversation.ts';
import { present, startDialogs } from './dialogs.ts';
import { nextOf, showLists, startLists } from './lists.ts';
import { box, button, onClick, part, setText } from './parts.ts';
import { giveUpSending, send } from './replies.ts';
import { load, loadMessages, remember, rows, take } from './rows.ts';
import { follow } from './stream.ts';
import { timeOf } from './words.ts';

const reply = part('reply', HTMLTextAreaElement);
const composer = part('composer', HTMLFormElement);
// Not decodeURIComponent, which throws at an address that somebody has cut.
const openId = () => new URLSearchParams(`id=${location.hash.slice(1)}`).get('id') ?? '';
const openRow = () => rows.get(openId());
const texts = {
  choose: 'Choose a conversation. Whoever has waited longest is at the top.',
  nobody: 'Nobody has asked for a human yet. Who does appears here, with the time that is left to answer.',
};
let isShowing = false;

// Once for all that changes at a time.
function show(): void {
  if (isShowing) return;
  isShowing = true;
  queueMicrotask(() => {
    isShowing = false;
    const row = openRow();
    document.body.classList.toggle('has-open', row !== undefined);
    showConversation(row, tell, show);
    setText(box('nothing-open'), rows.size > 0 ? texts.choose : texts.nobody);
    showLists(openId(), open);
    showCalls();
  });
}

const open = (id: string) => (location.hash = encodeURIComponent(id));

function loadOpen(): void {
  const row = openRow();
  show();
  if (row && !row.isLoaded)
    loadMessages(row).then(show, ({ message }: Refusal) => {
      row.alert = message;
      show();
    });
}

// Whether it was done; if not, the conversation says why.
async function actOnOpen(action: string, texts: object = {}): Promise<boolean> {
  const row = openRow();
  if (!row) return false;
  const asked = act(action, openId(), texts);
  const refusal = await asked.then(
    () => undefined,
    (error: Refusal) => error,
  );
  // What is over need not be closed.
  const isDone = !refusal || (action === 'close' && refusal.kind === 'closed');
  row.alert = isDone ? '' : refusal.message;
  show();
  return isDone;
}

function keepDraft(): void {
  const row = openRow();
  if (row) row.kept.draft = reply.value;
  remember();
}

startConversation(show);
startLists(show);
startCalls();
startCanned(keepDraft);
startDialogs(openRow, actOnOpen);
onClick('take', () => actOnOpen('claim', { from: openRow()?.session.agent?.id }));
onClick('release', () => actOnOpen('release'));
onClick('copy', async () => {
  const row = openRow();
  if (row) await navigator.clipboard.writeText(transcriptOf(row)).then(() => tell('Copied.'));
});
onClick('back', () => {
  const entry = box('lists').querySelector<HTMLElement>('.entry[aria-current=true]');
  location.hash = '';
  setTimeout(() => entry?.focus());
});

reply.addEventListener('input', keepDraft);
reply.addEventListener('keydown', (event) => {
  // 229: this Enter chooses a candidate of an input method, which Safari says in no other way.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});
composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const row = openRow();
  const text = reply.value;
  if (!row || !text.trim() || button('send').disabled) return;
  reply.value = '';
  keepDraft();
  send(row, text, crypto.randomUUID(), show);
  show();
});
addEventListener('keydown', (event) => {
  const next = event.altKey && event.key === 'ArrowDown' ? nextOf(openId()) : undefined;
  if (next === undefined) return;
  event.preventDefault();
  open(next);
});
addEventListener('hashchange', () => {
  loadOpen();
  // Once it is shown.
  queueMicrotask(() => (box('forms').checkVisibility() ? reply : box('log')).focus());
});
addEventListener('input', show);
document.addEventListener('visibilitychange', show);
// Where a phone's keyboard covers the page and does not make it smaller.
visualViewport?.addEventListener('resize', () => {
  if (visualViewport?.scale === 1) document.body.style.height = `${visualViewport.height}px`;
});
setInterval(show, 1_000);
setInterval(present, 30_000);
void present();

follow({
  async load() {
    const cursor = await load();
    for (const row of rows.values()) giveUpSending(row);
    loadOpen();
    return cursor;
  },
  take(event) {
    take(event);
    show();
  },
  tell(connection, heardAt) {
    setText(box('connection'), connection);
    document.body.classList.toggle('lost', connection !== 'Live');
    const asOf = heardAt > 0 ? `These lists are as of ${timeOf(heardAt)}.` : 'Nothing could be loaded yet.';
    setText(box('as-of'), connection === 'Live' ? '' : asOf);
  },
});
