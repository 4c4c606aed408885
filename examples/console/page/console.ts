// The agents' page: loads what there is, then follows what happens.
import type { DeskEvent, Message, Session } from 'gptbots-human/desk';

/** A conversation as this page knows it. */
interface Row {
  session: Session;
  /** By id; undefined until the conversation is opened. */
  messages: Map<string, Message> | undefined;
  /** How many of the user's messages this agent has seen; undefined when none was looked at. */
  seen: number | undefined;
}

const rows = new Map<string, Row>();
let openId: string | undefined;
let source: EventSource | undefined;
// By so much the server's clock, which the deadlines are on, is ahead of this one.
let ahead = 0;
// What was written and not sent, by conversation; and the id of a reply that nobody knows to be stored.
const drafts = new Map<string, string>();
const unsent = new Map<string, { id: string; text: string }>();
// Replies of unknown outcome for which the agent has chosen.
const decided = new Set<string>();

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no #${id}.`);
}
const box = (id: string) => part(id, HTMLElement);
const agent = part('agent', HTMLInputElement);
const log = box('log');
const reply = part('reply', HTMLTextAreaElement);
const farewell = part('farewell', HTMLInputElement);
const buttons = [part('send', HTMLButtonElement), part('close', HTMLButtonElement)];

// ---- What the server says

async function load(): Promise<void> {
  source?.close();
  const { sessions, cursor, now } = await ask<{ sessions: Session[]; cursor: string; now: number }>('sessions');
  ahead = now - Date.now();
  rows.clear();
  for (const session of sessions) rows.set(session.conversationId, newRow(session));
  follow(cursor);
  if (openId) await open(openId);
  show();
}

function follow(cursor: string): void {
  source = new EventSource(`/api/events?after=${encodeURIComponent(cursor)}`);
  source.addEventListener('open', () => setText(box('connection'), 'Live'));
  source.addEventListener('message', ({ data }) => take(JSON.parse(data)));
  // The browser connects again by itself, and says which event it had last. Not after a refusal.
  source.addEventListener('error', () => {
    setText(box('connection'), 'Connecting again');
    if (source?.readyState === EventSource.CLOSED) setTimeout(loadOrRetry, 1000);
  });
  source.addEventListener('reload', loadOrRetry);
}

const loadOrRetry = () =>
  load().catch(() => {
    setText(box('connection'), 'The server does not answer');
    setTimeout(loadOrRetry, 2000);
  });

function take(event: DeskEvent): void {
  const row = rows.get(event.conversationId);
  if ('session' in event) {
    if (row) row.session = event.session;
    else rows.set(event.conversationId, newRow(event.session));
    if ('transcript' in event) for (const line of event.transcript ?? []) row?.messages?.set(line.id, line);
  } else if (event.type === 'forgotten') {
    rows.delete(event.conversationId);
  } else if (row) {
    const { message } = event;
    const isUsers = message.from === 'user';
    if (message.seq > row.session.lastSeq) {
      row.session = { ...row.session, lastSeq: message.seq, userMessages: row.session.userMessages + Number(isUsers) };
    }
    row.messages?.set(message.id, message);
  }
  show();
}

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/api/${path}`, body && post).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (response?.ok && answer) return answer;
  throw new Error(refusals[answer?.kind] ?? answer?.message ?? 'The server does not answer. Try again.');
}

const refusals: Record<string, string> = {
  conflict: 'Another agent has this conversation by now. Take it over if you mean to.',
  closed: 'The conversation is over, so this was not sent. The user has to ask for a human again.',
  store: 'The desk cannot reach its store. Try again in a moment; nothing is sent twice.',
};

// ---- What the agent does

async function open(id: string): Promise<void> {
  const row = rows.get(id);
  if (openId !== id) {
    tell('');
    reply.value = drafts.get(id) ?? '';
    farewell.value = '';
  }
  openId = row && id;
  show();
  if (!row) return;
  row.messages ??= new Map();
  const { messages } = row;
  // What an event has brought is newer.
  for (const message of await messagesOf(id)) messages.set(message.id, messages.get(message.id) ?? message);
  show();
}

const pathOf = (id: string) => `sessions/${encodeURIComponent(id)}`;
const messagesOf = (id: string) => ask<Message[]>(`${pathOf(id)}/messages`);

/** Asks for something in the agent's name; says so when it was not done. */
async function act(action: string, id: string, texts: object = {}): Promise<boolean> {
  const asked = ask(`${pathOf(id)}/${action}`, { agent: name(), ...texts }).then(() => '');
  const refusal = await asked.catch(({ message }) => String(message));
  tell(refusal);
  return !refusal;
}

async function sendReply(id: string, text: string, messageId: string): Promise<void> {
  if (await act('reply', id, { text, id: messageId })) return;
  // One that is stored is shown with what became of it. Else the agent gets the text back.
  const stored = await messagesOf(id).catch(() => []);
  if (stored.some((message) => message.id === messageId)) return;
  unsent.set(id, { id: messageId, text });
  drafts.set(id, [text, drafts.get(id)].filter(Boolean).join('\n'));
  if (openId === id) reply.value = drafts.get(id) ?? '';
}

const name = () => agent.value.trim() || 'Agent';
const tell = (text: string) => setText(box('alert'), text);

// ---- What is shown

function show(): void {
  const row = openId === undefined ? undefined : rows.get(openId);
  if (row && !document.hidden) markSeen(row);
  const all = [...rows.values()];
  for (const state of ['waiting', 'connected', 'closed'] as const) showList(state, all);
  const unread = all.reduce((sum, one) => sum + unreadOf(one), 0);
  document.title = unread > 0 ? `(${unread}) Desk` : 'Desk';
  box('open').hidden = row === undefined;
  if (row) showConversation(row);
}

// Whoever has waited longest first, and what was closed last.
const orderOf = ({ session: { openedAt, closedAt } }: Row) => (closedAt === undefined ? openedAt : -closedAt);

function showList(state: Session['state'], all: Row[]): void {
  const list = all.filter(({ session }) => session.state === state).sort((a, b) => orderOf(a) - orderOf(b));
  setText(box(`${state}-count`), String(list.length || ''));
  const shown = list.slice(0, 100);
  const wanted = shown.map(({ session }): Wanted => [session.conversationId, () => entryOf(session.conversationId)]);
  const entries = arrange(box(state), wanted);
  for (const [at, row] of shown.entries()) showEntry(entries[at]?.firstElementChild, row);
}

function entryOf(id: string): HTMLElement {
  const openIt = () => {
    open(id).catch(({ message }) => tell(message));
    reply.focus();
  };
  const parts = [make('span', 'name'), make('span', 'unread'), make('span', 'quiet fact')];
  return make('li', '', makeButton('entry', openIt, ...parts));
}

function showEntry(button: Element | null | undefined, row: Row): void {
  const unread = unreadOf(row);
  const texts = [whoIs(row.session), unread > 0 ? `${unread} unread` : '', factOf(row.session)];
  for (const [at, text] of texts.entries()) setText(button?.children[at], text);
  button?.setAttribute('aria-current', String(row.session.conversationId === openId));
}

function factOf({ state, deadlineAt = 0, agent: holder, closeReason, openedAt, answeredAt }: Session): string {
  const answered = answeredAt ? `, first answer after ${seconds(answeredAt - openedAt)}` : '';
  if (state === 'closed') return `${closings[closeReason ?? 'timeout']}${answered}`;
  if (state === 'connected') return `${holder ? `with ${holder.name ?? holder.id}` : 'nobody has it'}${answered}`;
  if (!deadlineAt) return 'waiting';
  const left = deadlineAt - Date.now() - ahead;
  return left > 0 ? `${seconds(left)} left to answer` : 'no time left to answer';
}

const closings = {
  user_closed: 'the user left',
  timeout: 'GPTBots ended it, as nobody wrote any more',
  agent_closed: 'closed by an agent',
  never_answered: 'nobody answered in time',
  abandoned: 'nothing was heard for long',
};

const seconds = (ms: number) => (ms < 100_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

function showConversation({ session, messages }: Row): void {
  const { conversationId, state, user, agent: holder } = session;
  const isClosed = state === 'closed';
  const isOthers = holder !== undefined && holder.id !== name();
  setText(box('who'), whoIs(session));
  const details = [user.email, user.phone, user.userId].filter((one) => one && one !== whoIs(session));
  setText(box('facts'), [`${state}: ${factOf(session)}`, ...details].join(' · '));
  box('held').hidden = isClosed || !holder;
  setText(box('holder'), `${isOthers ? `${holder.name ?? holder.id} has` : 'You have'} this conversation.`);
  setText(box('hand-over'), isOthers ? 'Take over' : 'Release');
  for (const button of buttons) button.disabled = isOthers;
  if (isClosed && box('forms').contains(document.activeElement)) log.focus();
  box('forms').hidden = isClosed;

  const wasAtEnd = log.dataset.of !== conversationId || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.dataset.of = conversationId;
  const sorted = [...(messages?.values() ?? [])].sort((a, b) => a.order - b.order || a.seq - b.seq);
  const lines = sorted.map((message): Wanted => {
    const isDecided = isClosed || decided.has(message.id);
    // Of another status, it is another line.
    return [`${conversationId} ${message.id} ${message.status} ${isDecided}`, () => lineOf(message, isDecided)];
  });
  const end = `The conversation is over: ${closings[session.closeReason ?? 'timeout']}.`;
  if (isClosed) lines.push([`${conversationId} ${end}`, () => make('p', 'quiet end', end)]);
  arrange(log, lines);
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
}

function lineOf({ conversationId, id, from, text, at, order, late, status, agent: by }: Message, isDecided: boolean) {
  const who = { user: 'User', bot: 'Bot', system: 'Greeting', agent: by?.name ?? by?.id ?? 'Agent' }[from];
  const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const when = order <= 0 ? 'before the handoff' : late ? `${time}, after the end` : time;
  const line = make('div', `line ${from} ${status}`, make('span', 'quiet', `${who}, ${when}`), make('p', 'text', text));
  const note = notes[status];
  if (note) line.append(make('span', `note ${status}`, note));
  const choose = (isAgain: boolean) => () => {
    if (status === 'unknown') decided.add(id);
    if (isAgain) void sendReply(conversationId, text, status === 'failed' ? id : crypto.randomUUID());
    show();
    reply.focus();
  };
  if (from !== 'agent' || isDecided) return line;
  const leave = makeButton('plain', choose(false), 'Leave it');
  if (status === 'failed') line.append(make('div', 'choices', makeButton('plain', choose(true), 'Send again')));
  if (status === 'unknown')
    line.append(make('div', 'choices', makeButton('plain', choose(true), 'Send again anyway'), leave));
  return line;
}

const notes: Partial<Record<Message['status'], string>> = {
  pending: 'sending',
  sent: 'sent',
  failed: 'failed: the user did not get it',
  unknown: 'unknown: GPTBots did not say whether the user got it. Sent again, the user may read it twice.',
};

const whoIs = ({ user, conversationId }: Session) =>
  user.name ?? user.email ?? user.userId ?? user.phone ?? `Visitor ${conversationId.slice(-4)}`;

// Text is never taken for HTML.
function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, ...children: (string | Node)[]) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function makeButton(className: string, onclick: () => void, ...children: (string | Node)[]): HTMLElement {
  return Object.assign(make('button', className, ...children), { type: 'button' as const, onclick });
}

function setText(element: Element | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** The key of an element, and how to make it. */
type Wanted = [key: string, create: () => HTMLElement];

/** Gives `parent` these children. Those that are there already stay, and the focus with them. */
function arrange(parent: HTMLElement, wanted: Wanted[]): Element[] {
  const known = new Map([...parent.children].map((child) => [child.getAttribute('data-key'), child]));
  const children = wanted.map(([key, create]) => {
    const child = known.get(key) ?? create();
    child.setAttribute('data-key', key);
    known.delete(key);
    return child;
  });
  for (const child of known.values()) child.remove();
  for (const [at, child] of children.entries()) {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  }
  return children;
}

// ---- What is unread, and remembered

// For each tab: another one may be another agent's.
function newRow(session: Session): Row {
  const seen = sessionStorage.getItem(`seen ${session.conversationId}`);
  return { session, messages: undefined, seen: seen === null ? undefined : Number(seen) };
}

function markSeen(row: Row): void {
  if (row.seen === row.session.userMessages) return;
  row.seen = row.session.userMessages;
  sessionStorage.setItem(`seen ${row.session.conversationId}`, String(row.seen));
}

// A request for a human is something to read, even if nothing else was written; what others have closed is not.
function unreadOf({ session: { userMessages, state }, seen }: Row): number {
  if (seen !== undefined) return Math.max(0, userMessages - seen);
  return { waiting: Math.max(1, userMessages), connected: userMessages, closed: 0 }[state];
}

// ---- Start

agent.value = sessionStorage.getItem('agent') ?? localStorage.getItem('agent') ?? `Agent ${Date.now() % 1000}`;
sessionStorage.setItem('agent', agent.value);
agent.addEventListener('input', () => {
  for (const storage of [sessionStorage, localStorage]) storage.setItem('agent', agent.value);
  show();
});
reply.addEventListener('input', () => openId && drafts.set(openId, reply.value));
reply.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  part('composer', HTMLFormElement).requestSubmit();
});
part('composer', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const text = reply.value;
  if (!openId || !text.trim() || buttons[0]?.disabled) return;
  const tried = unsent.get(openId);
  for (const one of [drafts, unsent]) one.delete(openId);
  reply.value = '';
  // With the same id it is the same reply: sent once, even if the first request arrived after all.
  void sendReply(openId, text, tried?.text === text ? tried.id : crypto.randomUUID());
});
part('closing', HTMLFormElement).addEventListener('submit', async (event) => {
  event.preventDefault();
  if (openId && (await act('close', openId, { farewell: farewell.value.trim() }))) farewell.value = '';
});
part('hand-over', HTMLButtonElement).addEventListener('click', () => {
  const holder = openId && rows.get(openId)?.session.agent;
  if (openId && holder) void act(holder.id === name() ? 'release' : 'claim', openId, { from: holder.id });
});
document.addEventListener('visibilitychange', show);
setInterval(show, 1000);
void loadOrRetry();
