import type { CallView } from '../simulate/views.ts';
import { errorText } from './alert.ts';
import { whileBusy } from './busy.ts';
import { copyText } from './clipboard.ts';
import { type Addresses, curlOf } from './curl.ts';
import { make, makeButton } from './element.ts';
import { readableJson } from './readable-json.ts';
import { requestRepeat } from './requests.ts';

/**
 * What can be done with a call: send it again as it is or edited, and copy it.
 *
 * @param shown the body as it is shown; a field takes its place while it is edited
 */
export function callActions(call: CallView, shown: HTMLElement, addresses: () => Addresses): HTMLElement {
  let field: HTMLTextAreaElement | undefined;
  // Heard by a screen reader, because it is there before its text.
  const outcome = make('p', 'outcome-of-action');
  outcome.ariaLive = 'polite';

  // What was not changed goes out as it came, byte for byte.
  const edited = () => (field && field.value !== field.defaultValue ? field.value : undefined);
  const send = (timestamp: 'new' | 'same') => async () => {
    outcome.textContent = 'Sending…';
    outcome.textContent = await requestRepeat(call.id, timestamp, edited()).then(
      ({ status }) => `Sent again: ${status ?? 'no answer'}.`,
      (error: unknown) => errorText(error),
    );
  };
  const again = makeButton('Send again', () => void whileBusy(again, send('new')));
  const same = makeButton('Send with the same timestamp', () => void whileBusy(same, send('same')));
  const copy = makeButton('Copy as curl', async () => {
    const text = curlOf({ ...call, request: { ...call.request, body: edited() ?? call.request.body } }, addresses());
    outcome.textContent = (await copyText(text)) ? 'Copied.' : 'The browser does not let this page copy.';
  });
  const edit = makeButton('Edit', () => {
    if (field) {
      field.replaceWith(shown);
      field = undefined;
    } else {
      field = fieldFor(call.request.body);
      shown.replaceWith(field);
      field.focus();
    }
    edit.textContent = field ? 'Stop editing' : 'Edit';
  });
  const actions = make('div', 'actions');
  actions.append(again, same, edit, copy, outcome);
  return actions;
}

function fieldFor(body: string): HTMLTextAreaElement {
  const field = make('textarea', '');
  field.ariaLabel = 'Request body';
  field.spellcheck = false;
  field.defaultValue = readableJson(body);
  return field;
}
