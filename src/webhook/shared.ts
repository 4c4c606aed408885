import { KeyedQueue } from '../internal/keyed-queue.ts';
import { Reports } from './reports.ts';
import { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import { createTimers, type Timers } from './timers.ts';

/** The state that all requests of a webhook share. */
export interface Shared {
  settings: WebhookSettings;
  reports: Reports;
  running: Running;
  /** One line for each conversation; with `ordered: false`, one for each set of equal requests. */
  turns: KeyedQueue;
  /**
   * Resolves when all requests so far were verified, and those that passed have joined their line. Stays resolved with
   * `ordered: false`.
   */
  verified: Promise<unknown>;
  timers: { handler: Timers; queue: Timers };
}

/** Creates the shared state of a new webhook. */
export function createShared(settings: WebhookSettings): Shared {
  return {
    settings,
    reports: new Reports(settings),
    running: new Running(),
    turns: new KeyedQueue(),
    verified: Promise.resolve(),
    timers: { handler: createTimers(settings.timeoutMs), queue: createTimers(settings.queueTimeoutMs) },
  };
}
