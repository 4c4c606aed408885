import { type ApiFault, apiFaults, type FaultPlan, type WebhookFault, webhookFaults } from '../../testing/faults.ts';
import type { Platform } from '../../testing/platform.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** A fault that --fault asks for. */
export type FaultOption =
  | { kind: 'api'; plan: FaultPlan<ApiFault> }
  | { kind: 'webhook'; plan: FaultPlan<WebhookFault> };

/**
 * Reads the value of --fault: `api:500` each time, `api:500@0.1` one time in ten, `api:500@once` the next time.
 *
 * @throws {UsageError} naming what is wrong
 */
export function parseFault(value: string): FaultOption {
  const [, kind, name, when] = /^(api|webhook):([^@]+)(?:@(.*))?$/.exec(value) ?? [];
  const apiFault = kind === 'api' ? apiFaults.find((fault) => fault === name) : undefined;
  if (apiFault) return { kind: 'api', plan: planned(value, apiFault, when) };
  const webhookFault = kind === 'webhook' ? webhookFaults.find((fault) => fault === name) : undefined;
  if (webhookFault) return { kind: 'webhook', plan: planned(value, webhookFault, when) };
  throw new UsageError(unknownFault(value), 'simulate');
}

function unknownFault(value: string): string {
  const all = [...apiFaults.map((name) => `api:${name}`), ...webhookFaults.map((name) => `webhook:${name}`)];
  const [fault = ''] = value.split('@', 1);
  const meant = didYouMean(fault, all) || didYouMean(`api:${fault}`, all) || didYouMean(`webhook:${fault}`, all);
  return `--fault ${fault.slice(0, 60)} is not known.${meant} Known are ${all.join(', ')}.`;
}

/** Sets the faults going. */
export function playFaults(platform: Platform, faults: readonly FaultOption[]): void {
  for (const fault of faults) {
    if (fault.kind === 'api') platform.faults.api(fault.plan);
    else platform.faults.webhook(fault.plan);
  }
}

function planned<Fault>(value: string, fault: Fault, when = '1'): Fault | { fault: Fault; probability: number } {
  if (when === 'once') return fault;
  const probability = Number(when);
  if (/^[\d.]+$/.test(when) && probability > 0 && probability <= 1) return { fault, probability };
  throw new UsageError(`--fault ${value}: behind the @ comes a probability up to 1, or once.`, 'simulate');
}
