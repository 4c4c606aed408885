import { GptBotsHumanError } from '../internal/error.ts';
import { log, notify } from '../internal/logger.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { readThrown } from '../internal/thrown.ts';
import type { Answer } from './call.ts';
import { LogLimit } from './log-limit.ts';
import { Refusal, refusals } from './replies.ts';
import type { WebhookSettings } from './settings.ts';
import type { RequestAnswered } from './telemetry.ts';
import type { WebhookRoute } from './types.ts';

/** The request that a report is about. */
export interface RequestName {
  route: WebhookRoute;
  conversation_id: string | undefined;
}

/** A request that is answered. */
export interface AnsweredRequest extends RequestName {
  startedAt: number;
  isDuplicate: boolean;
  isTest: boolean;
  isDeclined: boolean;
  /** Why it could not be handled. */
  failure: unknown;
  /** Also hears of the answer. */
  answered?: RequestAnswered | undefined;
}

/** Reports to the developer's hooks and log what became of the requests. Never throws. */
export class Reports {
  readonly #settings: WebhookSettings;
  readonly #warnings = new LogLimit();

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** Reports an error of the developer's code. Its message may contain a customer's text, so it is not logged. */
  error({ route, conversation_id }: RequestName, what: string, error: unknown): void {
    const { onError, logger, ownLogger } = this.#settings;
    const info = { route, conversation_id };
    if (onError) notify(() => onError(error, info));
    if (onError && !ownLogger) return;
    const { name, message, stack } = readThrown(error);
    // Only the frames are logged. The stack starts with the message, whose lines may look like frames.
    const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
    const at = /^[^\S\n]{1,40}(at .{1,1000})/m.exec(frames)?.[1];
    log(logger, 'error', `gptbots-human: ${what} failed; onError gets the error`, { ...info, error: name, at });
  }

  /** Reports that a handler or `verify` took too long. Returns the answer for GPTBots. */
  tooSlow(request: AnsweredRequest, what: string): Refusal {
    const { timeoutMs } = this.#settings;
    const { route, conversation_id } = request;
    const where = conversation_id === undefined ? '' : ` for conversation ${quotedId(conversation_id)}`;
    const error = new GptBotsHumanError(
      `The ${route} ${what}${where} took longer than ${timeoutMs} ms, so GPTBots got 504. Move slow work into ctx.waitUntil(), or raise timeoutMs.`,
      { kind: 'timeout', delivery: 'not_sent', conversation_id },
    );
    request.failure = error;
    this.error(request, what, error);
    return refusals.tooSlow(what, timeoutMs);
  }

  /** Reports a request that is accepted although some of its fields are not as documented. */
  odd({ route, conversation_id }: RequestName, fields: readonly string[]): void {
    this.#warn(
      'odd fields',
      'gptbots-human: some fields are not as documented; numbers became text, the others were left out',
      { route, conversation_id, fields },
    );
  }

  /** Reports an answer. */
  answered(request: AnsweredRequest, answer: Answer): void {
    const { onHandled, logger } = this.#settings;
    const isWarning = answer instanceof Refusal && answer.isWarning;
    if (!onHandled && !logger.debug && !isWarning && !request.answered) return;
    const { route, conversation_id, startedAt, isDuplicate, isTest, isDeclined, failure } = request;
    const { status, body } = answer.reply;
    const info = {
      route,
      status,
      conversation_id,
      durationMs: performance.now() - startedAt,
      duplicate: isDuplicate,
      test: isTest,
    };
    if (onHandled) notify(() => onHandled(info));
    request.answered?.(info, isDeclined, failure);
    if (!isWarning) {
      log(logger, 'debug', 'gptbots-human answered', info);
      return;
    }
    // The answer is safe to log: it is our own text, and names fields but no values.
    this.#warn(status, 'gptbots-human answered', { ...info, answer: body });
  }

  #warn(kind: number | string, message: string, fields: Record<string, unknown>): void {
    const admitted = this.#warnings.admit(kind);
    if (!admitted) return;
    const more = admitted.isLast ? '; more of these are counted but not logged for up to a minute' : '';
    const leftOut = admitted.leftOut > 0 ? { leftOut: admitted.leftOut } : {};
    log(this.#settings.logger, 'warn', message + more, { ...fields, ...leftOut });
  }
}
