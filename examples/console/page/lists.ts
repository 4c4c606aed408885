// The lists: who waits, who is talked to, and what is over.
import { me } from './ask.ts';
import { arrange, box, button, make, makeButton, onClick, part, setText } from './parts.ts';
import { loadLast, type Row, rows, unreadOf } from './rows.ts';
import { factOf, initialsOf, isMine, isUrgent, whoIs } from './words.ts';

const states = ['waiting', 'connected', 'closed'] as const;
const atMost = { waiting: 100, connected: 100, closed: 100 };
const filter = part('filter', HTMLInputElement);
const entries = new Map<string, HTMLElement>();

/** Makes filter, buttons and arrows work; `changed` shows the lists anew. */
export function startLists(changed: () => void): void {
  filter.addEventListener('input', changed);
  for (const state of states) {
    onClick(`${state}-more`, () => {
      atMost[state] += 100;
      changed();
    });
  }
  box('lists').addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all: EventTarget[] = [...box('lists').querySelectorAll('.entry')];
    const at = event.target ? all.indexOf(event.target) : -1;
    if (!step || event.altKey || at < 0) return;
    event.preventDefault();
    const next = all[at + step];
    if (next instanceof HTMLElement) next.focus();
  });
}

/** The conversation after this one, of those that are not over. */
export function nextOf(id: string): string | undefined {
  const all = [...listOf('waiting'), ...listOf('connected')].map(({ session }) => session.conversationId);
  return all[(all.indexOf(id) + 1) % all.length];
}

// Most urgent first; mine first; what was closed last first.
function listOf(state: Row['session']['state']): Row[] {
  const rank = ({ session }: Row) => (state !== 'connected' || isMine(session) ? 0 : session.agent ? 2 : 1);
  const when = ({ session: { openedAt, deadlineAt = openedAt, closedAt = 0 } }: Row) =>
    ({ waiting: deadlineAt, connected: openedAt, closed: -closedAt })[state];
  const words = filter.value.trim().toLowerCase();
  return [...rows.values()]
    .filter((row) => row.session.state === state && (!words || textOf(row).includes(words)))
    .sort((a, b) => rank(a) - rank(b) || when(a) - when(b));
}

// What the filter looks at.
function textOf({ session, last }: Row): string {
  const { user, agent, conversationId } = session;
  const texts = [
    user.name,
    user.email,
    user.phone,
    user.userId,
    whoIs(session),
    conversationId,
    agent?.name,
    last?.text,
  ];
  return texts.join('\n').toLowerCase();
}

/** Shows all lists, with the entry of `openId` marked. What has the focus keeps it. */
export function showLists(openId: string, open: (id: string) => unknown): void {
  const focused = document.activeElement;
  for (const state of states) {
    const list = listOf(state);
    const shown = list.slice(0, atMost[state]);
    setText(box(`${state}-count`), String(list.length || ''));
    button(`${state}-more`).hidden = list.length === shown.length;
    arrange(
      box(state),
      shown.map((row) => showEntry(row, openId, open)),
    );
    void loadLast(shown);
  }
  for (const id of entries.keys()) if (!rows.has(id)) entries.delete(id);
  // It was moved, or it is gone.
  if (focused instanceof HTMLElement && (focused !== document.activeElement || !focused.checkVisibility())) {
    (focused.checkVisibility() ? focused : filter).focus();
  }
}

const parts = ['initials', 'name', 'badge', 'preview', 'fact', 'mark'];

function newEntry(id: string, open: (id: string) => unknown): HTMLElement {
  const spans = parts.map((name) => make('span', name));
  spans[0]?.setAttribute('aria-hidden', 'true');
  for (const span of [spans[1], spans[3]]) span?.setAttribute('dir', 'auto');
  return make(
    'li',
    '',
    makeButton('entry', () => open(id), ...spans),
  );
}

function showEntry(row: Row, openId: string, open: (id: string) => unknown): HTMLElement {
  const { session, last, kept, messages } = row;
  const id = session.conversationId;
  const entry = entries.get(id) ?? newEntry(id, open);
  entries.set(id, entry);
  const unread = unreadOf(row);
  const speaker = last?.agent?.id === me().id ? 'You' : (last?.agent?.name ?? 'Agent');
  const said = last
    ? { user: '', system: '', bot: 'Bot: ', agent: `${speaker}: ` }[last.from] + last.text.slice(0, 200)
    : '';
  const [troubled] = kept.troubled;
  const status = troubled === undefined ? undefined : (messages.get(troubled)?.status ?? 'unknown');
  const trouble = kept.sending.some(({ isLost }) => isLost) ? 'not sent' : status;
  const mark = trouble ? `reply ${trouble}` : kept.draft && session.state !== 'closed' ? 'draft' : '';
  const who = whoIs(session);
  const texts = [initialsOf(who), who, unread > 0 ? `${unread} unread` : '', said, factOf(session), mark];
  const [element] = entry.children;
  for (const [at, text] of texts.entries()) setText(element?.children[at], text);
  element?.setAttribute('aria-current', String(id === openId));
  element?.classList.toggle('urgent', isUrgent(session));
  element?.classList.toggle('trouble', trouble !== undefined);
  return entry;
}
