// A message as a line: its text, and what became of it.
import type { Message } from 'gptbots-human/desk';
import { box, fill, make, makeButton, setText } from './parts.ts';
import { send } from './replies.ts';
import { changed, type Row } from './rows.ts';

/** Shows a message in its line. What is there already is left alone, and so is the focus in it. */
export function showLine(line: HTMLElement, row: Row, message: Message, about: string): void {
  const { id, from, text, status } = message;
  if (!line.firstChild)
    line.append(make('span', 'about'), Object.assign(make('p', 'text'), { dir: 'auto' }), make('div', 'after'));
  fill(line.querySelector('.text'), [text], () => marked(text));
  setText(line.querySelector('.about'), about);
  const isOwn = from === 'agent' || from === 'system';
  // Of what goes to the user, only what never got to the server is received.
  const outcome = isOwn && status === 'received' ? 'lost' : status;
  const isDecided = row.session.state === 'closed' || row.kept.decided.includes(id);
  const className = `line ${from} ${isOwn ? 'own' : ''} ${outcome} ${isDecided ? 'decided' : ''}`;
  if (line.className === className) return;
  line.className = className;
  line.lastElementChild?.replaceChildren(...notesOf(outcome), ...(isDecided ? [] : choicesOf(row, message, outcome)));
}

function notesOf(outcome: string): HTMLElement[] {
  if (outcome === 'sent') return [make('span', 'note good', '✓', make('span', 'heard', 'sent'))];
  const [kind = '', text] = notes[outcome] ?? [];
  return text ? [make('span', `note ${kind}`, text)] : [];
}

const notes: Record<string, [kind: string, text: string]> = {
  pending: ['', 'sending'],
  lost: ['bad', 'not sent'],
  failed: ['bad', 'failed: the user did not get it'],
  unknown: ['wait', 'unknown: GPTBots did not say whether the user got it. Sent again, the user may read it twice.'],
};

function choicesOf(row: Row, { id, text, from }: Message, outcome: string): HTMLElement[] {
  if (!/lost|failed|unknown/.test(outcome)) return [];
  const isUnknown = outcome === 'unknown';
  const choose = (isAgain: boolean) => () => {
    if (isUnknown) row.kept.decided.push(id);
    row.kept.troubled = row.kept.troubled.filter((one) => one !== id);
    row.alert = '';
    // What may have arrived is another reply when it is sent again.
    if (isAgain) send(row, text, isUnknown ? crypto.randomUUID() : id, from === 'system');
    changed();
    box('reply').focus();
  };
  const again = makeButton('plain', choose(true), isUnknown ? 'Send again anyway' : 'Send again');
  return [make('div', 'choices', again, ...(isUnknown ? [makeButton('plain', choose(false), 'Leave it')] : []))];
}

const special = /```\n?([\s\S]+?)\n?```|`([^`\n]+)`|(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])/g;

// Links that can be followed, code in backticks, and of all else what it is: text.
function marked(text: string): Node[] {
  const parts: Node[] = [];
  let end = 0;
  for (const { 0: all, 1: block, 2: code, 3: link = '', index } of text.matchAll(special)) {
    parts.push(new Text(text.slice(end, index)));
    if (block ?? code) parts.push(make('code', block ? 'block' : '', block ?? code ?? ''));
    else parts.push(Object.assign(make('a', '', link), { href: link, target: '_blank', rel: 'noopener noreferrer' }));
    end = index + all.length;
  }
  return [...parts, new Text(text.slice(end))];
}
