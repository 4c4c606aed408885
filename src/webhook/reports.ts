import { GptBotsHumanError } from '../internal/error.ts';
import { log, notify } from '../internal/logger.ts';
import type { WebhookSettings } from './settings.ts';
import type { WebhookRoute } from './types.ts';

/** Which request a report is about. */
export interface RequestName {
  route: WebhookRoute;
  conversation_id: string | undefined;
}

/** Tells the developer of an error in their own code; the message may hold a customer's text, so it is not logged. */
export function reportError(
  { onError, logger, ownLogger }: WebhookSettings,
  what: string,
  error: unknown,
  { route, conversation_id }: RequestName,
): void {
  const info = { route, conversation_id };
  if (onError) notify(() => onError(error, info));
  if (onError && !ownLogger) return;
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
  const at = /^\s+(at .*)$/m.exec(stack ?? '')?.[1];
  log(logger, 'error', `gptbots-human: ${what}. Pass onError to see the error.`, { ...info, error: name, at });
}

/** The error `onError` gets when a handler, or `verify`, takes longer than `timeoutMs`. */
export function overrun(what: string, { route, conversation_id }: RequestName, timeoutMs: number): GptBotsHumanError {
  const where = conversation_id === undefined ? '' : ` for conversation ${JSON.stringify(conversation_id)}`;
  return new GptBotsHumanError(
    `The ${route} webhook answered 504${where}: ${what} did not finish within ${timeoutMs} ms. GPTBots may deliver the request again. Move slow work into ctx.waitUntil(), or raise timeoutMs.`,
    { kind: 'timeout', delivery: 'not_sent', conversation_id },
  );
}
