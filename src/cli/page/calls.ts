import type { CallView } from '../simulate/views.ts';
import { element, keepingEndInSight, make } from './element.ts';

interface Item {
  item: HTMLLIElement;
  summary: HTMLElement;
  more: HTMLElement;
  conversationId: string | undefined;
}

const list = element('calls', HTMLOListElement);
const filter = element('only-own', HTMLInputElement);
const items = new Map<number, Item>();
let own: string | undefined;
// The server keeps as many.
const maxCalls = 1000;
let forgotten = 0;

filter.addEventListener('change', applyFilter);

/** Shows these calls and no others. */
export function showCalls(calls: readonly CallView[]): void {
  const ids = new Set(calls.map((call) => call.id));
  for (const [id, { item }] of items) {
    if (ids.has(id)) continue;
    item.remove();
    items.delete(id);
  }
  forgotten = 0;
  keepingEndInSight(list, () => calls.forEach(put));
  applyFilter();
}

/** Shows a call, or what became of it. What the reader has opened stays open. */
export function showCall(call: CallView): void {
  keepingEndInSight(list, () => put(call));
  applyFilter();
}

/** Says which conversation is this tab's. */
export function setOwnConversation(conversationId: string | undefined): void {
  own = conversationId;
  applyFilter();
}

function put(call: CallView): void {
  // It ends after a thousand others began.
  if (call.id <= forgotten) return;
  const { summary, more } = items.get(call.id) ?? addItem(call);
  summary.replaceChildren(...headOf(call));
  more.replaceChildren(...detailsOf(call));
}

function addItem({ id, conversationId }: CallView): Item {
  const item = make('li', 'call');
  const summary = make('summary', '');
  const more = make('div', 'more');
  const details = make('details', '');
  details.append(summary, more);
  item.append(details);
  list.append(item);
  const added = { item, summary, more, conversationId };
  items.set(id, added);
  if (items.size > maxCalls) forgetOldest();
  return added;
}

function forgetOldest(): void {
  // A map keeps the order in which they came.
  for (const [id, { item }] of items) {
    item.remove();
    items.delete(id);
    forgotten = Math.max(forgotten, id);
    return;
  }
}

function applyFilter(): void {
  for (const { item, conversationId } of items.values()) item.hidden = filter.checked && conversationId !== own;
  element('no-calls', HTMLElement).hidden = items.size > 0;
}

function headOf({ kind, name, path, test, status, durationMs, failure, fault }: CallView): HTMLElement[] {
  const isOver = durationMs !== undefined;
  const isGood = status !== undefined && status < 300 && failure === undefined;
  const label = make('span', 'name', name === 'unknown' ? path : name);
  if (test) label.append(' ', make('span', 'test', 'availability test'));
  if (fault) label.append(' ', make('span', 'fault', fault));
  return [
    make('span', `kind ${kind}`, kind === 'api' ? 'API' : 'webhook'),
    label,
    make(
      'span',
      `outcome ${isOver ? (isGood ? 'good' : 'bad') : ''}`,
      isOver ? String(status ?? 'no answer') : 'running',
    ),
    make('span', 'duration', isOver ? `${Math.round(durationMs)} ms` : ''),
  ];
}

function detailsOf({
  kind,
  method,
  path,
  conversationId,
  at,
  requestBody,
  answerBody,
  failure,
}: CallView): HTMLElement[] {
  const what = kind === 'api' ? 'Your server called GPTBots' : 'GPTBots called your webhook';
  const about = [`${what} at ${new Date(at).toLocaleTimeString()}`, conversationId && `conversation ${conversationId}`];
  return [
    make('p', 'quiet', about.filter(Boolean).join(', ')),
    make('code', '', `${method} ${path}`),
    make('h3', '', 'Request'),
    make('pre', '', indented(requestBody)),
    ...(answerBody === undefined ? [] : [make('h3', '', 'Answer'), make('pre', '', indented(answerBody))]),
    ...(failure ? [make('h3', '', 'No answer'), make('p', '', failure)] : []),
  ];
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body || '(empty)';
  }
}
