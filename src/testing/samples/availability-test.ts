import type { EstablishRequest } from '../../models/webhook.ts';
import { establishSamples } from './establish.ts';

/** Forms of GPTBots' availability test. */
export interface AvailabilityTestSamples {
  /** An establish request with `istest`. */
  full: EstablishRequest & { istest: true };
  /** `{ "istest": true }`, and nothing else. */
  bare: { istest: true };
}

/** The name of a form of the test. */
export type AvailabilityTestEdition = keyof AvailabilityTestSamples;

/** Creates the samples. */
export const availabilityTests: { [Edition in AvailabilityTestEdition]: () => AvailabilityTestSamples[Edition] } = {
  full: () => ({ ...establishSamples.current(), istest: true }),
  bare: () => ({ istest: true }),
};
