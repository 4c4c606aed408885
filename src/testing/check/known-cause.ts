import type { WebhookAnswer } from './outcome.ts';
import type { Exchange, Run } from './run.ts';

/** What a rule looks at. */
export interface Symptoms extends WebhookAnswer {
  exchange: Exchange;
  run: Run;
}

/** A cause that is known by what it looks like. */
export interface KnownCause {
  fits(symptoms: Symptoms): boolean;
  /** The cause, and the mend. */
  says(symptoms: Symptoms): string;
}
