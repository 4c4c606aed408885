import type { CallView } from '../simulate/views.ts';
import { type CallDetails, callDetails } from './call-details.ts';
import { isListed, onFilterChange } from './call-filter.ts';
import { rowOf } from './call-row.ts';
import type { Addresses } from './curl.ts';
import { element, make } from './element.ts';
import { endInSight } from './end-in-sight.ts';

interface ListedCall {
  call: CallView;
  item: HTMLLIElement;
  summary: HTMLElement;
  box: HTMLDetailsElement;
  details: CallDetails | undefined;
}

const list = element('calls', HTMLOListElement);
const rows = new Map<number, ListedCall>();
// The server keeps as many.
const maxCalls = 1000;
// Of an older call, it is no news what became of it.
let forgottenUpTo = 0;
let own: string | undefined;
let addresses: Addresses = { webhook: '', api: location.origin };
const end = endInSight(list, 'New calls', isReading);

// Under load, thousands come in a second: then they are shown together, some times a second.
const togetherMs = 100;
const maxSingly = 20;
let news = new Map<number, CallView>();
let count = 0;

onFilterChange(() => {
  for (const row of rows.values()) row.item.hidden = !isListed(row.call, own);
  showWhyEmpty();
});

/** Shows these calls and no others. */
export function showCalls(calls: readonly CallView[], webhook: string): void {
  addresses = { ...addresses, webhook };
  news = new Map();
  const ids = new Set(calls.map(({ id }) => id));
  for (const id of rows.keys()) if (!ids.has(id)) remove(id);
  // The server may have been started anew, and counts from 1 again.
  forgottenUpTo = 0;
  end.while(() => calls.forEach(put));
  showWhyEmpty();
}

/** Shows a call, or what became of it. What the reader has opened stays open, and where it is. */
export function showCall(call: CallView): void {
  news.set(call.id, call);
  if (count++ === 0) {
    setTimeout(() => {
      count = 0;
      showNews();
    }, togetherMs);
  }
  if (count <= maxSingly) showNews();
}

/** Shows no call up to this one any more. */
export function forgetCalls(upTo: number): void {
  forgottenUpTo = Math.max(forgottenUpTo, upTo);
  for (const id of rows.keys()) if (id <= upTo) remove(id);
  showWhyEmpty();
}

/** Says which conversation is this tab's. */
export function setOwnConversation(conversationId: string | undefined): void {
  if (own === conversationId) return;
  own = conversationId;
  for (const row of rows.values()) row.item.hidden = !isListed(row.call, own);
  showWhyEmpty();
}

/** The calls that are listed, in order. */
export function listedCalls(): CallView[] {
  return [...rows.values()].filter(({ item }) => !item.hidden).map(({ call }) => call);
}

// What somebody reads stays where it is.
function isReading(): boolean {
  const { top, bottom } = list.getBoundingClientRect();
  return [...list.querySelectorAll('details[open]')].some((box) => {
    const its = box.getBoundingClientRect();
    return its.bottom > top && its.top < bottom;
  });
}

function showNews(): void {
  if (news.size === 0) return;
  const calls = [...news.values()];
  news = new Map();
  end.while(() => calls.forEach(put));
  showWhyEmpty();
}

function put(call: CallView): void {
  if (call.id <= forgottenUpTo) return;
  const row = rows.get(call.id) ?? addRow(call);
  row.call = call;
  row.summary.replaceChildren(...rowOf(call));
  row.details?.update(call);
  // The answer to the newest call, for whoever waits for it.
  if (row.box.open && row.item === list.lastElementChild) bringIntoSight(row.item);
  row.item.hidden = !isListed(call, own);
}

function addRow(call: CallView): ListedCall {
  const item = make('li', 'call');
  const summary = make('summary', '');
  const box = make('details', '');
  box.append(summary);
  item.append(box);
  list.append(item);
  const row: ListedCall = { call, item, summary, box, details: undefined };
  // Both: what it opens to is there before it opens, and also when the browser's search opens it.
  summary.addEventListener('click', () => fill(row));
  box.addEventListener('toggle', () => {
    fill(row);
    if (box.open) bringIntoSight(item);
  });
  rows.set(call.id, row);
  // A map keeps the order in which they came.
  for (const id of rows.keys()) {
    if (rows.size <= maxCalls) break;
    remove(id);
    forgottenUpTo = Math.max(forgottenUpTo, id);
  }
  return row;
}

function remove(id: number): void {
  rows.get(id)?.item.remove();
  rows.delete(id);
}

function fill(row: ListedCall): void {
  if (row.details) return;
  row.details = callDetails(row.call, () => addresses);
  const more = make('div', 'more');
  more.append(...row.details.parts);
  row.box.append(more);
}

// Of one that is taller than the list, its beginning.
function bringIntoSight(item: HTMLElement): void {
  const below = item.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  const above = item.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (below > 0) list.scrollTop += Math.min(below, above);
}

function showWhyEmpty(): void {
  element('no-calls', HTMLElement).hidden = rows.size > 0;
  const isAnyListed = [...rows.values()].some(({ item }) => !item.hidden);
  element('no-match', HTMLElement).hidden = rows.size === 0 || isAnyListed;
  list.hidden = !isAnyListed;
}
