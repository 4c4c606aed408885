import type { CheckCase } from '../testing/check/check-webhook.ts';
import { failureOf } from './failure.ts';
import { printable, printableUrl } from './printable.ts';

const path = '/v1/human/message/receive';
const timeoutMs = 10_000;
const name = 'the API of GPTBots can be reached, and takes the key';

/** Sends a reply to a conversation that cannot exist, and looks at who answers. */
export async function checkApi(baseUrl: string, apiKey: string): Promise<CheckCase> {
  const url = `${baseUrl.replace(/\/+$/, '')}${path}`;
  const at = `${printableUrl(baseUrl, [apiKey])}${path}`;
  const expected = 'an answer of the API that does not refuse the key';
  const wrong = (got: string, detail: string, fix: string): CheckCase => {
    return {
      name,
      ok: false,
      level: 'problem',
      expected,
      got,
      detail: `Your replies would not reach visitors: ${detail}`,
      fix,
    };
  };
  try {
    const response = await send(url, apiKey);
    const { status } = response;
    const code = codeOf(await response.text());
    const got = code === undefined ? `HTTP ${status}, not JSON with a code` : `HTTP ${status} with code ${code}`;
    if (status === 401 || status === 403 || code === 40127) {
      const fix =
        "Take the API key of the agent whose visitors you serve, from the agent's own pages, and look whether its data centre is the one of the base URL.";
      return wrong(got, `${at} refused the API key (${got}).`, fix);
    }
    if (code === undefined) {
      const fix = 'Correct GPTBOTS_BASE_URL or --api-base-url, or let the proxy in between pass this path.';
      return wrong(got, `something other than the API answered at ${at} (${got}).`, fix);
    }
    return { name, ok: true, level: 'problem', expected, got, detail: `${at} answered ${got}.` };
  } catch (error) {
    const got = failureOf(error);
    const fix = 'Correct GPTBOTS_BASE_URL or --api-base-url, or let this machine connect to that host.';
    return wrong(got, `${at} cannot be reached (${printable(got, [apiKey])}).`, fix);
  }
}

function send(url: string, apiKey: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      conversation_id: `gptbots-human-check-${crypto.randomUUID()}`,
      timestamp: Date.now(),
      body: 'A check by gptbots-human doctor. This conversation does not exist.',
    }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
}

// The code of an answer of GPTBots; undefined for whatever is no such answer.
function codeOf(text: string): number | undefined {
  try {
    const { code, message } = JSON.parse(text) ?? {};
    const isAnswer = /^-?\d+$/.test(String(code)) && typeof message === 'string';
    return isAnswer ? Number(code) : undefined;
  } catch {
    return undefined;
  }
}
