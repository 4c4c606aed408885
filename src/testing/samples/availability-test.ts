import type { EstablishRequest } from '../../models/webhook.ts';
import { establishSamples } from './establish.ts';

/** What GPTBots' availability test looks like. */
export interface AvailabilityTestSamples {
  /** As an establish request, and `istest`. */
  full: EstablishRequest & { istest: true };
  /** `{ "istest": true }`, and nothing else. */
  bare: { istest: true };
}

/** The name of one. */
export type AvailabilityTestEdition = keyof AvailabilityTestSamples;

/** Makes one of each. */
export const availabilityTests: { [Edition in AvailabilityTestEdition]: () => AvailabilityTestSamples[Edition] } = {
  full: () => ({ ...establishSamples.current(), istest: true }),
  bare: () => ({ istest: true }),
};
