import { inputError } from '../internal/options.ts';
import type { Answer, IncomingCall } from '../webhook/call.ts';
import type { Timers } from '../webhook/timers.ts';
import type { WebhookRoute } from '../webhook/types.ts';

/** The core as faces use it: finds the route of a request, answers it, and sets the limits of its body. */
export interface Core {
  /** The route that a request's URL belongs to. */
  route(urls: IncomingCall['urls']): WebhookRoute | undefined;
  /** Answers a request. Calls `done` once. Never throws. */
  receive(route: WebhookRoute, call: IncomingCall, done: (answer: Answer) => void): void;
  limits: BodyLimits;
  bodyTimers: Timers;
}

/** Answers a request. Never rejects. */
export function receive(core: Core, route: WebhookRoute, call: IncomingCall): Promise<Answer> {
  return new Promise((done) => core.receive(route, call, done));
}

/** The limits of a body. The time limit holds only for bodies that are still to be read. */
export interface BodyLimits {
  maxBodyBytes: number;
  bodyTimeoutMs: number;
}

// Symbol.for, so that an adapter of the CJS copy of this package finds the core of the ESM copy.
export const coreKey = Symbol.for('gptbots-human.core');

/** The core of a webhook, for adapters that need more than its public faces. */
export function coreOf(webhook: object): Core {
  const core = (webhook as { [coreKey]?: Core })[coreKey];
  if (core) return core;
  throw inputError('This is not a webhook made by createHumanWebhook().');
}
