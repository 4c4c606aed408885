import type { Answer, Exchange, IncomingCall } from './call.ts';
import { HandlerContext } from './context.ts';
import { isDeclined } from './decline.ts';
import { duplicateKey } from './duplicates.ts';
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
export async function handleOnce(
  settings: WebhookSettings,
  running: Running,
  accepted: AcceptedRequest,
): Promise<Answer> {
  const { duplicates } = settings;
  if (!duplicates) return handle(settings, running, accepted);

  const { exchange, parsed } = accepted;
  const key = duplicateKey(exchange.route, parsed);
  if (key === undefined) return refusals.malformed('The body is nested too deeply.');
  for (let seen = duplicates.begin(key); seen !== undefined; seen = duplicates.begin(key)) {
    if (seen === 'handled') {
      exchange.duplicate = true;
      return { reply: settings.success };
    }
    // The same request runs now. If it fails, this one is the redelivery that runs the handler again.
    await seen;
  }
  const answer = await handle(settings, running, accepted);
  duplicates.settle(key, answer.reply === settings.success);
  return answer;
}

async function handle(settings: WebhookSettings, running: Running, accepted: AcceptedRequest): Promise<Answer> {
  const { exchange, call, request, parsed } = accepted;
  const { route } = exchange;
  const ctx = new HandlerContext(route, request, (work) => {
    running.begin();
    const done = work
      .then(undefined, (error: unknown) => reportError(settings, exchange, 'waitUntil work', error))
      .finally(() => running.end());
    call.extend?.(done);
  });
  try {
    // Settings keep the three handlers in one record; the route that chose the schema chooses the handler.
    const result: unknown = settings.handlers[route](parsed as never, ctx);
    const outcome = isPromise(result) ? await withinTime(result, call.timers) : result;
    if (outcome === timeUp) {
      ctx.timeUp();
      return tooSlow(settings, exchange, 'handler');
    }
    const reply = isDeclined(outcome) ? refusals.declined(outcome.reason).reply : settings.success;
    return { reply, sent: ctx.answered() };
  } catch (error) {
    ctx.drop();
    reportError(settings, exchange, 'handler', error);
    return refusals.failed('handler');
  }
}
