import { parseObject } from '../../internal/json-object.ts';
import type { CheckCase } from '../../testing/check/check-webhook.ts';
import { connectionFailure } from '../connection-failure.ts';
import { printableUrl } from '../printable.ts';
import { type ApiAnswer, apiUrl, callApi, codeOf, describeAnswer } from './api-answer.ts';

const path = '/v1/human/message/receive';
const timeoutMs = 10_000;

const about = {
  name: 'the API of GPTBots can be reached, and takes the key',
  level: 'problem',
  expected: 'code 40000, 40356 or 40358, which the API has for a conversation that does not exist, or a success',
} as const;

/** Sends a reply to a conversation that cannot exist, and looks at who answers. */
export async function checkApiKey(baseUrl: string, apiKey: string): Promise<CheckCase> {
  const at = `${printableUrl(baseUrl, [apiKey])}${path}`;
  const wrong = (got: string, detail: string, fix: string): CheckCase => {
    return { ...about, ok: false, got, detail: `Your replies would not reach visitors: ${detail}`, fix };
  };
  try {
    const answer = await callApi(apiUrl(baseUrl, path), apiKey, reply(), timeoutMs);
    const got = describeAnswer(answer);
    const verdict = judgeAnswer(answer);
    if (!verdict.ok) return wrong(got, `what answers at ${at} ${verdict.cause} (${got}).`, verdict.fix);
    return { ...about, ok: true, got, detail: `${at} answered ${got}.` };
  } catch (error) {
    const { what, mend } = connectionFailure(error);
    const fix = mend ?? 'Correct GPTBOTS_BASE_URL or --api-base-url, or let this machine connect to that host.';
    return wrong(what, `${at} cannot be reached (${what}).`, fix);
  }
}

/** The case when there is no key to check. */
export function skippedApiKeyCase(why: string): CheckCase {
  return { ...about, ok: true, skipped: why, got: 'not tried', detail: why };
}

function reply(): object {
  return {
    conversation_id: `gptbots-human-check-${crypto.randomUUID()}`,
    timestamp: Date.now(),
    body: 'A check by gptbots-human doctor. This conversation does not exist.',
  };
}

/** What an answer of the API says about the key and the base URL. */
export type ApiVerdict = { ok: true } | { ok: false; cause: string; fix: string };

// Invalid parameter; no such conversation; a conversation of somebody else's.
const unknownConversation = new Set<unknown>([40000, 40356, 40358]);
const agentDeleted = new Set<unknown>([20059, 40378]);

const correctUrl = 'Correct GPTBOTS_BASE_URL or --api-base-url, or let the proxy in between pass this path.';

/**
 * Judges the answer to a reply whose conversation cannot exist. Only what GPTBots says to that is a yes: one of its codes
 * for such a conversation, or a success; many other servers answer with `{code, message}` too.
 */
export function judgeAnswer({ status, text }: ApiAnswer): ApiVerdict {
  const answer = parseObject(text ?? '');
  const code = answer && codeOf(answer);
  const isSuccess = status >= 200 && status < 300;
  if (unknownConversation.has(code)) return { ok: true };
  if (isSuccess && (code === 'none' || code === 0 || code === 200)) return { ok: true };
  if (agentDeleted.has(code)) {
    return no('says that the agent was deleted', 'Take the API key of an agent that exists.');
  }
  if (status === 401 || status === 403 || code === 40127) {
    return no(
      'refused the API key',
      "Take the API key of the agent whose visitors you serve, from the agent's own pages, and look whether its data centre is the one of the base URL.",
    );
  }
  if (status === 404) return no('has no such path: the base URL is wrong', correctUrl);
  if (status >= 500) {
    return no('failed', 'Try again later; if it stays so, look whether the base URL is right, and ask GPTBots.');
  }
  if (code === undefined || code === 'odd') return no('is something other than the API', correctUrl);
  return no('gave an answer that the API has for no such call', `${correctUrl} Then look up the code with GPTBots.`);
}

function no(cause: string, fix: string): ApiVerdict {
  return { ok: false, cause, fix };
}
