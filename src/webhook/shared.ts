import { KeyedQueue } from '../internal/keyed-queue.ts';
import { Reports } from './reports.ts';
import { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import { createTimers, type Timers } from './timers.ts';

/** What all requests of one webhook share. */
export interface Shared {
  settings: WebhookSettings;
  reports: Reports;
  running: Running;
  /** One line for each conversation. */
  turns: KeyedQueue;
  /** Resolves once every request that has arrived so far was verified and, if it passed, has lined up. */
  verified: Promise<unknown>;
  timers: { handler: Timers; queue: Timers };
}

/** What the requests of a webhook share, before the first one arrives. */
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
