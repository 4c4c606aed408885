import type { Attempt } from '../internal/error.ts';
import type { CallInfo } from './options.ts';

/** Watches the calls of a client. `createTelemetry` of `gptbots-human/opentelemetry` makes one; it must never throw. */
export interface ClientTelemetry {
  /**
   * Makes a call by calling `run`, once and at once, and returns what that returns.
   *
   * @param attempts those that were made; complete once the call has ended
   */
  call<T>(call: CallInfo, attempts: readonly Attempt[], run: () => Promise<T>): Promise<T>;
}
