import { type ApiFault, apiFaults, type FaultCall, type WebhookFault, webhookFaults } from '../../testing/faults.ts';
import type { Platform } from '../../testing/platform.ts';
import { fitsWebhook } from '../../testing/webhooks.ts';
import { PageRefusal } from './page-requests.ts';
import type { FaultView } from './views.ts';

type Chosen = { kind: 'api'; fault: ApiFault } | { kind: 'webhook'; fault: WebhookFault } | undefined;

/** The fault that was chosen on a page: one at a time, for the next call that it fits, or for a share of them. */
export class PageFault {
  readonly #changed: (view: FaultView) => void;
  #chosen: Chosen = undefined;
  #when: FaultView['when'] = 'once';

  /** `changed` hears of each choice, and when a fault for the next call was played. */
  constructor(platform: Platform, changed: (view: FaultView) => void) {
    this.#changed = changed;
    platform.faults.api(() => (this.#chosen?.kind === 'api' ? this.#play(this.#chosen.fault) : undefined));
    platform.faults.webhook((call: FaultCall) => {
      const chosen = this.#chosen;
      return chosen?.kind === 'webhook' && fitsWebhook(chosen.fault, call) ? this.#play(chosen.fault) : undefined;
    });
  }

  get view(): FaultView {
    return { fault: this.#chosen ? `${this.#chosen.kind}:${this.#chosen.fault}` : '', when: this.#when };
  }

  /**
   * @param name as --fault has it, such as `api:500`; empty for none
   * @param when `once`, or a share from 0 to 1
   * @throws {PageRefusal} for what is none of them
   */
  choose(name: string, when: string): void {
    const share = Number(when);
    const isShare = when !== '' && share > 0 && share <= 1;
    if (when !== 'once' && !isShare) throw new PageRefusal(400, 'There is no such time for a fault.');
    this.#chosen = chosenFault(name);
    this.#when = isShare ? share : 'once';
    this.#changed(this.view);
  }

  #play<Fault>(fault: Fault): Fault | undefined {
    if (this.#when !== 'once') return Math.random() < this.#when ? fault : undefined;
    this.#chosen = undefined;
    this.#changed(this.view);
    return fault;
  }
}

function chosenFault(name: string): Chosen {
  if (name === '') return undefined;
  const apiFault = apiFaults.find((one) => name === `api:${one}`);
  if (apiFault) return { kind: 'api', fault: apiFault };
  const webhookFault = webhookFaults.find((one) => name === `webhook:${one}`);
  if (webhookFault) return { kind: 'webhook', fault: webhookFault };
  throw new PageRefusal(400, 'There is no such fault.');
}
