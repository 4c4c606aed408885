import type { CallView } from '../simulate/views.ts';
import { callActions } from './call-actions.ts';
import { timeOf } from './call-row.ts';
import type { Addresses } from './curl.ts';
import { make } from './element.ts';
import { readableJson } from './readable-json.ts';

/** An opened call. */
export interface CallDetails {
  parts: HTMLElement[];
  /** Shows what became of the call. What the reader does with the request goes on. */
  update(call: CallView): void;
}

/** All of a call: its request, its answer, and what can be done with it. */
export function callDetails(call: CallView, addresses: () => Addresses): CallDetails {
  const { kind, at, conversationId, request } = call;
  const who = kind === 'api' ? 'Your server called GPTBots' : 'GPTBots called your webhook';
  const about = [`${who} at ${timeOf(at)}`, conversationId && `conversation ${conversationId}`].filter(Boolean);
  const body = make('pre', '', readable(request.body));
  const answer = make('div', 'part');
  const update = (changed: CallView) => answer.replaceChildren(...answerOf(changed));
  update(call);
  const requestPart = make('div', 'part');
  requestPart.append(
    make('h3', '', 'Request'),
    make('code', '', `${request.method} ${request.path}`),
    body,
    headersOf(request.headers),
  );
  const sides = make('div', 'sides');
  sides.append(requestPart, answer);
  const actions = callActions(call, body, addresses);
  return { parts: [make('p', 'quiet', about.join(', ')), actions, sides], update };
}

function answerOf({ answer, failure, durationMs }: CallView): HTMLElement[] {
  if (answer) {
    const { status, headers, body } = answer;
    return [
      make('h3', '', 'Answer'),
      make('code', '', `${status} in ${(durationMs ?? 0).toFixed(1)} ms`),
      make('pre', '', readable(body)),
      headersOf(headers),
    ];
  }
  return failure === undefined
    ? [make('p', 'quiet', 'Not answered yet.')]
    : [make('h3', '', 'No answer'), make('p', '', failure)];
}

function headersOf(headers: Record<string, string>): HTMLElement {
  const list = make('dl', 'headers');
  for (const [name, value] of Object.entries(headers)) list.append(make('dt', '', name), make('dd', '', value));
  return list;
}

const maxShown = 20_000;

// JSON with line breaks, anything else as it is.
function readable(body: string): string {
  const text = readableJson(body);
  return text.length > maxShown ? `${text.slice(0, maxShown)} … (${text.length} characters)` : text || '(empty)';
}
