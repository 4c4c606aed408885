import type { AvailabilityView } from '../simulate/availability.ts';
import { element, make } from './element.ts';
import { requestAvailabilityTest } from './events.ts';

const button = element('availability-test', HTMLButtonElement);
const result = element('availability', HTMLElement);

/** Lets the button test the webhook. `complain` hears why that could not be. */
export function offerAvailabilityTest(complain: (error: unknown) => void): void {
  button.addEventListener('click', async () => {
    // Not disabled: it would lose the focus.
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    result.replaceChildren(make('p', 'quiet', 'Testing establish and chat…'));
    await requestAvailabilityTest().then(showResult, (error: unknown) => {
      result.replaceChildren();
      complain(error);
    });
    button.ariaBusy = 'false';
  });
}

function showResult({ reachable, routes }: AvailabilityView): void {
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
