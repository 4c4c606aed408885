// Where the agent writes: a reply, or a notice of the desk's.
import { button, onClick, part, setText } from './parts.ts';
import { send } from './replies.ts';
import { openRow } from './rows.ts';

const reply = part('reply', HTMLTextAreaElement);
const composer = part('composer', HTMLFormElement);
let isNotice = false;

/** A notice is what the desk says, not a person: it is no answer, and nobody takes the conversation with it. */
function choose(notice: boolean): void {
  isNotice = notice;
  button('notice').setAttribute('aria-pressed', String(notice));
  composer.classList.toggle('notice', notice);
  reply.ariaLabel = notice ? 'Notice' : 'Reply';
  reply.placeholder = notice ? 'Tell the user something as the desk' : 'Write a reply, / for a canned one';
  setText(button('send'), notice ? 'Send notice' : 'Send');
}

onClick('notice', () => {
  choose(!isNotice);
  reply.focus();
});
// For each conversation anew.
addEventListener('hashchange', () => choose(false));

reply.addEventListener('input', () => {
  const row = openRow();
  if (row) row.kept.draft = reply.value;
});

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
  reply.value = row.kept.draft = '';
  send(row, text, crypto.randomUUID(), isNotice);
  choose(false);
});
