import type { AvailabilityView } from '../simulate/views.ts';
import { showCall, showCalls } from './calls.ts';
import { showConversation } from './conversation.ts';
import { element, make } from './element.ts';
import { act, followEvents, requestAvailabilityTest } from './events.ts';

const start = element('start', HTMLFormElement);
const composer = element('composer', HTMLFormElement);
const message = element('message', HTMLTextAreaElement);
const alertBox = element('alert', HTMLElement);
const availabilityTest = element('availability-test', HTMLButtonElement);
const availability = element('availability', HTMLElement);

followEvents({
  snapshot({ webhook, conversation, calls }) {
    alertBox.hidden = true;
    element('webhook', HTMLElement).textContent = webhook;
    showConversation(conversation);
    showCalls(calls);
  },
  conversation: showConversation,
  call: showCall,
  lost() {
    complain('The simulator does not answer. This page goes on when it runs again.');
  },
});

start.addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = [...new FormData(start)].map(([name, value]) => [name, String(value)]);
  tell('/_/start', Object.fromEntries(fields));
});

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = message.value.trim();
  message.value = '';
  message.focus();
  if (text) tell('/_/say', { text }, () => (message.value ||= text));
});

message.addEventListener('keydown', (event) => {
  // While a syllable is being composed, Enter picks it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

element('leave', HTMLButtonElement).addEventListener('click', () => tell('/_/leave', {}));

availabilityTest.addEventListener('click', async () => {
  // Not disabled: it would lose the focus.
  if (availabilityTest.ariaBusy === 'true') return;
  availabilityTest.ariaBusy = 'true';
  availability.replaceChildren(make('p', 'quiet', 'Testing establish and chat…'));
  await requestAvailabilityTest().then(showAvailability, (error: unknown) => {
    availability.replaceChildren();
    complain(textOf(error));
  });
  availabilityTest.ariaBusy = 'false';
});

function showAvailability({ reachable, routes }: AvailabilityView): void {
  const verdict = reachable ? 'available' : 'unavailable';
  const list = make('ul', '');
  for (const { name, status, durationMs, failure } of routes) {
    const item = make('li', '', `${name}: `);
    item.append(make('strong', status === 200 ? 'good' : 'bad', status === undefined ? 'no answer' : String(status)));
    item.append(` in ${Math.round(durationMs)} ms${failure ? `, ${failure}` : ''}`);
    list.append(item);
  }
  availability.replaceChildren(
    make('p', reachable ? 'good' : 'bad', `GPTBots would call your webhook ${verdict}.`),
    list,
  );
}

function tell(path: string, fields: Record<string, string>, onFailure?: () => void): void {
  act(path, fields).then(
    () => {
      alertBox.hidden = true;
    },
    (error: unknown) => {
      onFailure?.();
      complain(textOf(error));
    },
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function complain(text: string): void {
  alertBox.textContent = text;
  alertBox.hidden = false;
}
