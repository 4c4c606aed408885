import { offerAvailabilityTest } from './availability.ts';
import { showCall, showCalls } from './calls.ts';
import { showConversation } from './conversation.ts';
import { element } from './element.ts';
import { act, followEvents } from './events.ts';

const start = element('start', HTMLFormElement);
const composer = element('composer', HTMLFormElement);
const message = element('message', HTMLTextAreaElement);
const alertBox = element('alert', HTMLElement);

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

offerAvailabilityTest((error) => complain(textOf(error)));

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
