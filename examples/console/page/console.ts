// The agents' page: loads what there is, follows what happens, and shows it.
import { showCalls } from './calls.ts';
import './canned.ts';
import './composer.ts';
import { showConversation } from './conversation.ts';
import { present } from './dialogs.ts';
import { openNext, showLists } from './lists.ts';
import { box, onClick, setText } from './parts.ts';
import { changed, keep, load, openRow, rows, take } from './rows.ts';
import { follow } from './stream.ts';
import { timeOf } from './words.ts';

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
    document.body.classList.toggle('has-open', openRow() !== undefined);
    document.body.classList.toggle('is-empty', rows.size === 0);
    showConversation();
    setText(box('nothing-open'), rows.size > 0 ? texts.choose : texts.nobody);
    showLists();
    showCalls();
  });
}

onClick('back', () => {
  const entry = box('lists').querySelector<HTMLElement>('.entry[aria-current=true]');
  location.hash = '';
  setTimeout(() => entry?.focus());
});
addEventListener('keydown', (event) => {
  if (event.altKey && event.key === 'ArrowDown' && openNext()) event.preventDefault();
});
addEventListener('hashchange', () => {
  show();
  // Once it is shown.
  queueMicrotask(() => (box('forms').checkVisibility() ? box('reply') : box('log')).focus());
});
for (const type of ['changed', 'input', 'change']) addEventListener(type, show);
document.addEventListener('visibilitychange', show);
// Where a phone's keyboard covers the page and does not make it smaller.
visualViewport?.addEventListener('resize', () => {
  if (visualViewport?.scale === 1) document.body.style.height = `${visualViewport.height}px`;
});
setInterval(show, 1_000);
setInterval(keep, 1_000);
addEventListener('pagehide', keep);
setInterval(present, 30_000);
void present();

follow({
  async load() {
    const cursor = await load();
    show();
    return cursor;
  },
  take(event) {
    take(event);
    changed();
  },
  tell(connection, heardAt) {
    setText(box('connection'), connection);
    document.body.classList.toggle('lost', connection !== 'Live');
    const asOf = heardAt > 0 ? `These lists are as of ${timeOf(heardAt)}.` : 'Nothing could be loaded yet.';
    setText(box('as-of'), connection === 'Live' ? '' : asOf);
  },
});
