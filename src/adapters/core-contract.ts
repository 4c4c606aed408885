import { inputError } from '../internal/options.ts';
import type { Answer, IncomingCall } from '../webhook/call.ts';
import type { Timers } from '../webhook/timers.ts';
import type { WebhookRoute } from '../webhook/types.ts';

/** What a face needs of the core: where a call belongs, how to answer it, and which limits hold for its body. */
export interface Core {
  /** The route a URL belongs to. */
  route(urls: IncomingCall['urls']): WebhookRoute | undefined;
  /** Answers a call, once. Never throws. */
  receive(route: WebhookRoute, call: IncomingCall, done: (answer: Answer) => void): void;
  limits: BodyLimits;
  bodyTimers: Timers;
}

/** Answers a call. Never rejects. */
export function receive(core: Core, route: WebhookRoute, call: IncomingCall): Promise<Answer> {
  return new Promise((done) => core.receive(route, call, done));
}

/** Limits of a body that we read ourselves. */
export interface BodyLimits {
  maxBodyBytes: number;
  bodyTimeoutMs: number;
}

// Symbol.for: an adapter of the CJS copy of this package must find the core of the ESM copy.
export const coreKey = Symbol.for('gptbots-human.core');

/** The core behind a webhook, for an adapter that wants more than its plain face. */
export function coreOf(webhook: object): Core {
  const core = (webhook as { [coreKey]?: Core })[coreKey];
  if (core) return core;
  throw inputError('This is not a webhook made by createHumanWebhook().');
}
