import type { CheckCase } from '../testing/check/check-webhook.ts';
import { describeAnswer, judgeAnswer } from './api-verdict.ts';
import { failureOf } from './failure.ts';
import { printable, printableUrl } from './printable.ts';

const path = '/v1/human/message/receive';
const timeoutMs = 10_000;
const name = 'the API of GPTBots can be reached, and takes the key';

/** Sends a reply to a conversation that cannot exist, and looks at who answers. */
export async function checkApi(baseUrl: string, apiKey: string): Promise<CheckCase> {
  const url = `${baseUrl.replace(/\/+$/, '')}${path}`;
  const at = `${printableUrl(baseUrl, [apiKey])}${path}`;
  const expected = 'code 40000, which the API has for a conversation that does not exist, or a success';
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
    const text = await response.text();
    const got = describeAnswer(response.status, text);
    const verdict = judgeAnswer(response.status, text);
    if (!verdict.ok) return wrong(got, `what answers at ${at} ${verdict.cause} (${got}).`, verdict.fix);
    return { name, ok: true, level: 'problem', expected, got, detail: `${at} answered ${got}.` };
  } catch (error) {
    const got = printable(failureOf(error), [apiKey]);
    const fix = 'Correct GPTBOTS_BASE_URL or --api-base-url, or let this machine connect to that host.';
    return wrong(got, `${at} cannot be reached (${got}).`, fix);
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
