import { GptBotsHumanError } from '../internal/error.ts';
import { log, notify } from '../internal/logger.ts';
import { type Refusal, refusals } from './replies.ts';
import type { WebhookSettings } from './settings.ts';
import type { WebhookRoute } from './types.ts';

/** Which request a report is about. */
export interface RequestName {
  route: WebhookRoute;
  conversation_id: string | undefined;
}

/** Tells the developer of an error in their own code; its message may hold a customer's text, so it is not logged. */
export function reportError(
  { onError, logger, ownLogger }: WebhookSettings,
  { route, conversation_id }: RequestName,
  what: string,
  error: unknown,
): void {
  const info = { route, conversation_id };
  if (onError) notify(() => onError(error, info));
  if (onError && !ownLogger) return;
  // Guarded as a whole: what was thrown may be anything, a stack that throws when it is read included.
  notify(() => {
    const { name, message, stack = '' } = error instanceof Error ? error : { name: typeof error, message: '' };
    // The frames only: before them the stack repeats the message, and its lines may look like frames.
    const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
    const at = /^\s+(at .*)$/m.exec(frames)?.[1];
    log(logger, 'error', `gptbots-human: ${what} failed; onError gets the error`, { ...info, error: name, at });
  });
}

/** Reports that a handler, or `verify`, overran, and makes the answer that says so. */
export function tooSlow(settings: WebhookSettings, request: RequestName, what: string): Refusal {
  const { timeoutMs } = settings;
  const { route, conversation_id } = request;
  const where = conversation_id === undefined ? '' : ` for conversation ${JSON.stringify(conversation_id)}`;
  const error = new GptBotsHumanError(
    `The ${route} ${what}${where} took longer than ${timeoutMs} ms, so GPTBots got 504. Move slow work into ctx.waitUntil(), or raise timeoutMs.`,
    { kind: 'timeout', delivery: 'not_sent', conversation_id },
  );
  reportError(settings, request, what, error);
  return refusals.tooSlow(what, timeoutMs);
}
