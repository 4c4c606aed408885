// The lists: who waits, who is talked to, and what is over.
import { me } from './ask.ts';
import { arrange, box, button, fill, make, makeButton, onClick, part, setText } from './parts.ts';
import { changed, isOverdue, loadLast, open, openId, type Row, rows, unreadOf } from './rows.ts';
import { channelOf, factOf, initialsOf, isMine, isUrgent, timeOf, whoIs } from './words.ts';

const states = ['waiting', 'connected', 'closed'] as const;
const atMost = { waiting: 100, connected: 100, closed: 100 };
const filter = part('filter', HTMLInputElement);
const labelFilter = part('label-filter', HTMLSelectElement);
const entries = new Map<string, HTMLElement>();

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

/** Opens the conversation after the open one, of those that are not over. */
export function openNext(): boolean {
  const all = [...listOf('waiting'), ...listOf('connected')].map(({ session }) => session.conversationId);
  const next = all[(all.indexOf(openId()) + 1) % all.length];
  if (next !== undefined) open(next);
  return next !== undefined;
}

// Most urgent first; mine first; what was closed last first.
function listOf(state: Row['session']['state']): Row[] {
  const rank = ({ session }: Row) => (state !== 'connected' || isMine(session) ? 0 : session.agent ? 2 : 1);
  const when = ({ session: { openedAt, deadlineAt = openedAt, closedAt = 0 } }: Row) =>
    ({ waiting: deadlineAt, connected: openedAt, closed: -closedAt })[state];
  const words = filter.value.trim().toLowerCase();
  const label = labelFilter.value;
  return [...rows.values()]
    .filter(({ session }) => session.state === state && (!label || session.labels.includes(label)))
    .filter((row) => !words || textOf(row).includes(words))
    .sort((a, b) => rank(a) - rank(b) || when(a) - when(b));
}

// What the filter looks at.
function textOf({ session, last }: Row): string {
  const { user, agent, conversationId, labels } = session;
  const who = [user.name, user.email, user.phone, user.userId, whoIs(session), conversationId];
  return [...who, channelOf(session), ...labels, agent?.name, last?.text].join('\n').toLowerCase();
}

/** Shows all lists. What has the focus keeps it. */
export function showLists(): void {
  const focused = document.activeElement;
  showLabels();
  for (const state of states) {
    const list = listOf(state);
    const shown = list.slice(0, atMost[state]);
    setText(box(`${state}-count`), String(list.length || ''));
    button(`${state}-more`).hidden = list.length === shown.length;
    arrange(box(state), shown.map(showEntry));
    void loadLast(shown);
  }
  for (const id of entries.keys()) if (!rows.has(id)) entries.delete(id);
  // It was moved, or it is gone.
  if (focused instanceof HTMLElement && (focused !== document.activeElement || !focused.checkVisibility())) {
    (focused.checkVisibility() ? focused : filter).focus();
  }
}

// The labels there are: to filter by, and to choose from.
function showLabels(): void {
  const labels = [...new Set([...rows.values()].flatMap(({ session }) => session.labels))].sort();
  const options = () => labels.map((label) => new Option(label));
  const { value } = labelFilter;
  fill(labelFilter, labels, () => [new Option('All labels', ''), ...options()]);
  // One that nobody has any more filters nothing.
  labelFilter.value = labels.includes(value) ? value : '';
  labelFilter.hidden = labels.length === 0;
  fill(box('known-labels'), labels, options);
}

function newEntry(id: string): HTMLElement {
  const span = (name: string, ...within: Node[]) => make('span', name, ...within);
  const [initials, name, preview] = [span('initials'), span('name'), span('preview')];
  initials.ariaHidden = 'true';
  name.dir = preview.dir = 'auto';
  const rest = ['labels', 'fact', 'mark'].map((part) => span(part));
  const entry = [initials, span('title', name, span('channel')), span('badge'), preview, ...rest];
  const opening = makeButton('entry', () => open(id), ...entry);
  return make('li', '', opening);
}

function showEntry(row: Row): HTMLElement {
  const { session } = row;
  const id = session.conversationId;
  const entry = entries.get(id) ?? newEntry(id);
  entries.set(id, entry);
  const element = entry.firstElementChild;
  if (!element) return entry;
  const unread = unreadOf(row);
  const who = whoIs(session);
  const alarms = alarmsOf(row);
  const draft = row.kept.draft && session.state !== 'closed' ? ['draft'] : [];
  const texts = {
    initials: initialsOf(who),
    name: who,
    channel: channelOf(session),
    badge: unread > 0 ? `${unread} unread` : '',
    preview: previewOf(row),
    fact: factOf(session),
    mark: [...alarms, ...draft].join(' · '),
  };
  for (const [name, text] of Object.entries(texts)) setText(element.querySelector(`.${name}`), text);
  fill(element.querySelector('.labels'), session.labels, () => session.labels.map((one) => make('span', 'label', one)));
  element.ariaCurrent = String(id === openId());
  element.classList.toggle('urgent', isUrgent(session));
  element.classList.toggle('trouble', alarms.length > 0);
  return entry;
}

// The last line, and who wrote it.
function previewOf({ last }: Row): string {
  if (!last) return '';
  const speaker = last.agent?.id === me().id ? 'You' : (last.agent?.name ?? 'Agent');
  return { user: '', system: 'Desk: ', bot: 'Bot: ', agent: `${speaker}: ` }[last.from] + last.text.slice(0, 200);
}

// What somebody should look at.
function alarmsOf(row: Row): string[] {
  const { kept, messages } = row;
  const [troubled] = kept.troubled;
  const status = troubled === undefined ? undefined : (messages.get(troubled)?.status ?? 'unknown');
  const trouble = kept.sending.some(({ isLost }) => isLost) ? 'not sent' : status;
  return [
    ...(trouble ? [`reply ${trouble}`] : []),
    ...(isOverdue(row) ? [`overdue: waits since ${timeOf(kept.overdueSince ?? 0)}`] : []),
  ];
}
