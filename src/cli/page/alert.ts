import { element } from './element.ts';

const alertBox = element('alert', HTMLElement);

/** Says on top of the page what went wrong. */
export function complain(text: string): void {
  if (alertBox.textContent !== text) alertBox.textContent = text;
  alertBox.hidden = false;
}

/** Nothing is wrong any more. */
export function stopComplaining(): void {
  alertBox.hidden = true;
  alertBox.textContent = '';
}

/** What an error says. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
