import type { Answer, Exchange, IncomingCall } from './call.ts';
import { HandlerContext } from './context.ts';
import { isDeclined } from './decline.ts';
import type { Duplicates } from './duplicates.ts';
import { fingerprint } from './fingerprint.ts';
import type { ParsedRequest } from './parsing.ts';
import { refusals } from './replies.ts';
import { reportError, tooSlow } from './reports.ts';
import type { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import { isPromise, timeUp, withinTime } from './time-limit.ts';
import type { WebhookRequest } from './types.ts';

/** A request that keeps the contract, and whose turn it is. */
export interface AcceptedRequest {
  exchange: Exchange;
  call: IncomingCall;
  request: WebhookRequest;
  parsed: ParsedRequest;
}

/** Runs the handler, unless this request was handled before: then the answer is the same as it was. */
export function handleOnce(
  settings: WebhookSettings,
  duplicates: Duplicates,
  running: Running,
  accepted: AcceptedRequest,
): Answer | Promise<Answer> {
  const { exchange, call, parsed } = accepted;
  const key = fingerprint(exchange.route, parsed);
  const seen = duplicates.begin(key);
  if (seen === 'handled') {
    exchange.duplicate = true;
    return { reply: settings.success };
  }
  // The same request runs now. If it fails, this one is the redelivery that runs the handler again.
  if (seen) return call.timers.wait(seen).then(() => handleOnce(settings, duplicates, running, accepted));

  const settled = (answer: Answer) => {
    duplicates.settle(key, answer.reply === settings.success);
    return answer;
  };
  const answer = handle(settings, running, accepted);
  return answer instanceof Promise ? answer.then(settled) : settled(answer);
}

/** Runs the handler. A promise only when the handler returned one: waiting for nothing is not free. */
export function handle(
  settings: WebhookSettings,
  running: Running,
  { exchange, call, request, parsed }: AcceptedRequest,
): Answer | Promise<Answer> {
  const { route } = exchange;
  const ctx = new HandlerContext(route, request, (work) => {
    running.begin();
    const done = work
      .then(undefined, (error: unknown) => reportError(settings, exchange, 'waitUntil work', error))
      .finally(() => running.end());
    call.extend?.(done);
  });
  const fail = (error: unknown): Answer => {
    ctx.drop();
    reportError(settings, exchange, 'handler', error);
    return refusals.failed('handler');
  };
  const finish = (outcome: unknown): Answer => {
    if (outcome === timeUp) {
      ctx.timeUp();
      return tooSlow(settings, exchange, 'handler');
    }
    const reply = isDeclined(outcome) ? refusals.declined(outcome.reason).reply : settings.success;
    return { reply, sent: ctx.answered() };
  };
  try {
    // Settings keep the three handlers in one record; the route that chose the schema chooses the handler.
    const result: unknown = settings.handlers[route](parsed as never, ctx);
    return isPromise(result) ? withinTime(result, call.timers).then(finish).catch(fail) : finish(result);
  } catch (error) {
    return fail(error);
  }
}
