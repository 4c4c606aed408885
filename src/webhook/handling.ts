import type { Timer } from '../internal/clock.ts';
import { HandlerContext } from './context.ts';
import { isDeclined } from './decline.ts';
import type { Exchange } from './exchange.ts';
import type { ParsedRequest } from './parsing.ts';
import { refusals } from './replies.ts';
import { reportError, tooSlow } from './reports.ts';
import type { WebhookSettings } from './settings.ts';
import type { WebhookRequest } from './types.ts';

/** Runs the handler, and ends the exchange with the answer that its outcome calls for. Never throws. */
export function handle(
  settings: WebhookSettings,
  exchange: Exchange,
  request: WebhookRequest,
  parsed: ParsedRequest,
): void {
  const { route, call } = exchange;
  const ctx = new HandlerContext(route, request, exchange);
  let timer: Timer | undefined;
  const timeUp = () => {
    ctx.timeUp();
    exchange.end(tooSlow(settings, exchange, 'handler'));
  };
  // What comes after the time was up is ignored.
  const finish = (outcome: unknown) => {
    if (exchange.isOver) return;
    timer?.cancel();
    const reply = isDeclined(outcome) ? refusals.declined(outcome.reason).reply : settings.success;
    exchange.end({ reply, sent: ctx.answered() });
  };
  const fail = (error: unknown) => {
    if (exchange.isOver) return;
    timer?.cancel();
    ctx.drop();
    reportError(settings, exchange, 'handler', error);
    exchange.end(refusals.failed('handler'));
  };
  try {
    // Settings keep the three handlers in one record; the route that chose the schema chooses the handler.
    const result: unknown = settings.handlers[route](parsed as never, ctx);
    if (isPromise(result)) {
      timer = call.timers.start(timeUp);
      result.then(finish, fail);
    } else {
      finish(result);
    }
  } catch (error) {
    fail(error);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
