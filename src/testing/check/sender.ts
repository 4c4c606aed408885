import { inputError } from '../../internal/options.ts';
import { realClearTimeout, realNow, realSetTimeout } from '../../internal/real-timers.ts';
import { maxWebhookAnswerBytes } from '../answer-text.ts';
import { describeError } from '../describe-error.ts';
import { handlerOf, targetUrl } from '../target.ts';
import type { WebhookTarget } from '../types.ts';
import { answerOf, type NoAnswer, type RequestOutcome } from './outcome.ts';
import type { Redaction } from './redaction.ts';
import { type AnswerProgress, type Outgoing, type Transport, throughFetch, throughHandle } from './transport.ts';

/** A way to the webhook. */
export interface Sender {
  /** Over HTTP, as a fetch handler, or as a plain function. */
  kind: 'http' | 'fetch' | 'handle';
  baseUrl: URL;
  /** Sends a request. Resolves after `limitMs` at the latest, and never rejects. */
  send(request: Outgoing, limitMs: number): Promise<RequestOutcome>;
}

/**
 * Makes the way to a target.
 *
 * @throws {GptBotsHumanError} kind `input`, for what is no target
 */
export function createSender(target: WebhookTarget, baseUrl: string, redaction: Redaction): Sender {
  const url = targetUrl(target);
  if (url !== undefined) return sender('http', url, redaction, overHttp);
  if (typeof target === 'function') return sender('fetch', baseUrl, redaction, throughFetch(target));
  const handler = handlerOf(target);
  if (handler) return sender('handle', baseUrl, redaction, throughHandle(handler));
  throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle().');
}

const overHttp = throughFetch((request) => fetch(request));

function sender(kind: Sender['kind'], baseUrl: string, redaction: Redaction, exchange: Transport): Sender {
  const url = checkedUrl(baseUrl);
  const send = async (request: Outgoing, limitMs: number): Promise<RequestOutcome> => {
    const startedAt = realNow();
    const abort = new AbortController();
    const progress: AnswerProgress = {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeUp = new Promise<'time up'>((resolve) => {
      timer = realSetTimeout(resolve, Math.max(0, limitMs), 'time up');
    });
    const none = (reason: NoAnswer['reason'], what: string): NoAnswer => {
      return { kind: 'none', reason, what, status: progress.status, durationMs: realNow() - startedAt };
    };
    try {
      const result = await Promise.race([exchange(request, abort.signal, progress), timeUp]);
      if (result === 'time up') return none('timeout', 'no answer');
      if (result === 'too large')
        return none('endless', `${progress.status}, and more than ${maxWebhookAnswerBytes} bytes`);
      if ('rubbish' in result) return none('rubbish', redaction.show(result.rubbish));
      return answerOf(result, realNow() - startedAt, redaction);
    } catch (error) {
      return none(kind === 'http' ? 'connection' : 'threw', describeError(error, redaction.show));
    } finally {
      realClearTimeout(timer);
      // Ends what is still under way, such as a body that never ends.
      abort.abort();
    }
  };
  return { kind, baseUrl: url, send };
}

function checkedUrl(baseUrl: string): URL {
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw inputError('target: expected an absolute URL of http or https, such as http://localhost:3000/gptbots.');
  }
  const url = new URL(baseUrl);
  if (!url.username && !url.password) return url;
  throw inputError('target: expected a URL without user name and password, which fetch refuses.');
}
