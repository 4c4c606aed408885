import { complain, errorText, stopComplaining } from './alert.ts';
import { element } from './element.ts';
import { act, NotNow } from './requests.ts';

const composer = element('composer', HTMLFormElement);
const message = element('message', HTMLTextAreaElement);

/** The field in which the visitor writes. */
export function connectComposer(): void {
  composer.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = message.value.trim();
    message.value = '';
    message.focus();
    if (text) void send(text);
  });
  message.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || isChoosing(event)) return;
    event.preventDefault();
    composer.requestSubmit();
  });
}

// Enter picks what an input method for Chinese or Japanese proposes. In Safari that is over by then, and only the code of
// the key tells (https://bugs.webkit.org/show_bug.cgi?id=165004).
function isChoosing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

async function send(text: string): Promise<void> {
  try {
    await act('/_/say', { text });
    stopComplaining();
  } catch (error) {
    message.value ||= text;
    complain(error instanceof NotNow ? 'Not sent: the conversation is over.' : errorText(error));
  }
}
