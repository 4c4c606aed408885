import { telemetryWith } from '../internal/options.ts';
import type { WebhookTelemetry } from '../webhook/telemetry.ts';
import type { Counts } from './store/database.ts';
import type { Change } from './types.ts';

/** Watches a desk and its webhook. `createTelemetry` of `gptbots-human/opentelemetry` makes one; it must never throw. */
export interface DeskTelemetry extends WebhookTelemetry {
  /**
   * A desk begins.
   *
   * @param counts how many sessions of its store are in each state
   * @returns to be called when the desk is shut down
   */
  open(counts: () => Promise<Counts>): () => void;
  /** What this instance changed: no other instance tells of it. */
  changed(changes: readonly Change[]): void;
  /** The call that is under way, as a W3C `traceparent`; undefined when there is none. It is stored with what the call sends. */
  origin(): string | undefined;
  /** Sends by calling `send`, once and at once; `origin` is that of the call that made what is sent, perhaps on another instance. */
  send<T>(origin: string | undefined, send: () => Promise<T>): Promise<T>;
  /** Calls `run`, once and at once: it belongs to no call that is under way. */
  background<T>(run: () => T): T;
}

/** The option of a desk. */
export const deskTelemetryOption = telemetryWith<DeskTelemetry>('changed').optional();
