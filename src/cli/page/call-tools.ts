import { complain, errorText } from './alert.ts';
import { connectArrowKeys } from './arrow-keys.ts';
import { whileBusy } from './busy.ts';
import { listedCalls } from './call-list.ts';
import { element, make } from './element.ts';
import { requestClear } from './requests.ts';

/** The buttons above the list of calls, and the keys in it. */
export function connectCallTools(): void {
  connectArrowKeys(element('calls', HTMLOListElement));
  const clear = element('clear', HTMLButtonElement);
  clear.addEventListener('click', () => {
    void whileBusy(clear, () => requestClear().catch((error: unknown) => complain(errorText(error))));
  });
  element('download', HTMLButtonElement).addEventListener('click', () => {
    const text = `${JSON.stringify(listedCalls(), null, 2)}\n`;
    const link = make('a', '');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = `gptbots-calls-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
