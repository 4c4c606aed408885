import type { CallView } from '../simulate/views.ts';
import { element } from './element.ts';

const text = element('filter-calls', HTMLInputElement);
const kind = element('filter-kind', HTMLSelectElement);
const failed = element('only-failed', HTMLInputElement);
const own = element('only-own', HTMLInputElement);
const searched = new WeakMap<CallView, string>();

/** Whether a call is to be listed, for a visitor with this conversation. */
export function isListed(call: CallView, ownConversation: string | undefined): boolean {
  if (own.checked && call.conversationId !== ownConversation) return false;
  if (failed.checked && !hasFailed(call)) return false;
  if (kind.value && call.kind !== kind.value) return false;
  return text.value
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searchedTextOf(call).includes(word));
}

/** Whether it went wrong: no answer, or another than 2xx. */
export function hasFailed({ durationMs, answer }: CallView): boolean {
  return durationMs !== undefined && !(answer && answer.status >= 200 && answer.status < 300);
}

/** Calls back when the reader wants to see other calls. */
export function onFilterChange(changed: () => void): void {
  for (const field of [text, kind, failed, own]) field.addEventListener('input', changed);
  element('show-all', HTMLButtonElement).addEventListener('click', () => {
    text.value = '';
    kind.value = '';
    failed.checked = false;
    own.checked = false;
    changed();
    text.focus();
  });
}

// All that can be read in it. Kept with the call: each letter that is typed looks into all of them.
function searchedTextOf(call: CallView): string {
  const kept = searched.get(call);
  if (kept !== undefined) return kept;
  const { name, request, answer, failure, fault } = call;
  const words = [name, request.path, request.body, answer?.status, answer?.body, failure, fault]
    .join('\n')
    .toLowerCase();
  searched.set(call, words);
  return words;
}
