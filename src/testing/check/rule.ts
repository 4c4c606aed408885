import type { Answer } from './outcome.ts';
import type { Exchange, Run } from './run.ts';

/** What a rule looks at. */
export interface Symptoms extends Answer {
  exchange: Exchange;
  run: Run;
}

/** A cause that is known by what it looks like. */
export interface Rule {
  fits(symptoms: Symptoms): boolean;
  /** The cause, and the mend. */
  says(symptoms: Symptoms): string;
}
