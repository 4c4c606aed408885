import { setTimeout as delay } from 'node:timers/promises';
import { type CallOptions, type ClientOptions, GptBotsHumanClient, GptBotsHumanError } from 'gptbots-human';

/** A platform that answers every attempt the same way, and how often it was asked. */
export interface Failing {
  options: ClientOptions;
  call?: CallOptions;
  body?: string;
}

/** Answers with a status and a body of JSON. */
export function answering(status: number, body: object = {}, headers: Record<string, string> = {}): Failing {
  return { options: { fetch: async () => Response.json(body, { status, headers }) } };
}

/** The connection fails, as undici reports it. */
export function breaking(code: string): Failing {
  const cause = Object.assign(new Error(code), { code });
  return { options: { fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) } };
}

/** No answer within the time of an attempt. */
export function silent(): Failing {
  return { options: { fetch: () => new Promise(() => {}) }, call: { timeoutMs: 20 } };
}

/** The caller aborts: before the call, or while it is on its way. */
export function aborting(when: 'before' | 'on its way'): Failing {
  const caller = new AbortController();
  if (when === 'before') caller.abort();
  const abort = () => {
    caller.abort();
    return new Promise<never>(() => {});
  };
  return { options: { fetch: abort }, call: { signal: caller.signal } };
}

/** The error of a reply, and how many attempts were made. */
export async function failure({ options, call, body = 'hello' }: Failing): Promise<GptBotsHumanError> {
  const client = new GptBotsHumanClient({ apiKey: 'the-api-key', ...options });
  const error = await client.sendReply({ conversation_id: 'c1', body }, call).then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof GptBotsHumanError) return error;
  throw new Error(`the call was to fail with a GptBotsHumanError, and ended with ${error}`);
}

/** The error of a reply whose time ran out while it waited behind another one. */
export async function failureInLine(): Promise<GptBotsHumanError> {
  const client = new GptBotsHumanClient({
    apiKey: 'the-api-key',
    fetch: () => delay(200).then(() => Response.json({})),
  });
  const first = client.sendReply({ conversation_id: 'c1', body: 'first' });
  const second = client.sendReply({ conversation_id: 'c1', body: 'second' }, { deadlineMs: 20 });
  const [, outcome] = await Promise.allSettled([first, second]);
  if (outcome.status === 'rejected' && outcome.reason instanceof GptBotsHumanError) return outcome.reason;
  throw new Error('the second call was to fail with a GptBotsHumanError');
}
