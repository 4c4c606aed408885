import type { AvailabilityView } from '../simulate/views.ts';
import { complain, errorText } from './alert.ts';
import { whileBusy } from './busy.ts';
import { element, make } from './element.ts';
import { requestAvailabilityTest } from './requests.ts';

const button = element('availability-test', HTMLButtonElement);
const result = element('availability', HTMLElement);

/** The button that tests the webhook as GPTBots does, and what it says. */
export function connectAvailabilityTest(): void {
  button.addEventListener('click', () => void whileBusy(button, test));
}

async function test(): Promise<void> {
  result.replaceChildren(make('p', 'quiet', 'Testing establish and chat…'));
  try {
    show(await requestAvailabilityTest());
  } catch (error) {
    result.replaceChildren();
    complain(errorText(error));
  }
}

function show({ reachable, routes }: AvailabilityView): void {
  const verdict = reachable ? 'available' : 'unavailable';
  const list = make('ul', '');
  for (const { name, status, durationMs, failure } of routes) {
    const item = make('li', '', `${name}: `);
    item.append(make('strong', status === 200 ? 'good' : 'bad', status === undefined ? 'no answer' : String(status)));
    item.append(` in ${Math.round(durationMs)} ms${failure ? `, ${failure}` : ''}`);
    list.append(item);
  }
  result.replaceChildren(make('p', reachable ? 'good' : 'bad', `GPTBots would call your webhook ${verdict}.`), list);
}
