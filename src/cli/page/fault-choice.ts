import { apiFaults, webhookFaults } from '../../testing/fault-names.ts';
import type { FaultView } from '../simulate/views.ts';
import { complain, errorText } from './alert.ts';
import { element, make } from './element.ts';
import { faultTexts } from './fault-texts.ts';
import { requestFault } from './requests.ts';

const fault = element('faults', HTMLSelectElement);
const when = element('fault-when', HTMLSelectElement);
const said = element('fault-text', HTMLElement);

/** The two lists in which a fault is chosen. */
export function connectFaultChoice(): void {
  fault.append(group('Webhooks', 'webhook', webhookFaults), group('API calls', 'api', apiFaults));
  for (const field of [fault, when]) field.addEventListener('change', choose);
}

/** Shows which fault is chosen, here or on another page. */
export function showFault(chosen: FaultView): void {
  fault.value = chosen.fault;
  when.value = String(chosen.when);
  showText();
}

function choose(): void {
  showText();
  const chosen: FaultView = { fault: fault.value, when: when.value === 'once' ? 'once' : Number(when.value) };
  requestFault(chosen).catch((error: unknown) => complain(errorText(error)));
}

function showText(): void {
  const isChosen = fault.value !== '';
  fault.classList.toggle('chosen', isChosen);
  when.hidden = !isChosen;
  said.hidden = !isChosen;
  said.textContent = faultTexts[fault.value] ?? '';
}

function group(label: string, kind: string, names: readonly string[]): HTMLOptGroupElement {
  const made = make('optgroup', '');
  made.label = label;
  made.append(...names.map((name) => new Option(name, `${kind}:${name}`)));
  return made;
}
