import type { WebhookAnswer } from './outcome.ts';
import type { Exchange, Run } from './run.ts';

/** The input of a rule. */
export interface Symptoms extends WebhookAnswer {
  exchange: Exchange;
  run: Run;
}

/** A known cause, recognised by the answer. */
export interface KnownCause {
  fits(symptoms: Symptoms): boolean;
  /** The cause, and what to do. */
  says(symptoms: Symptoms): string;
}
