import { samples } from 'gptbots-human/testing';

/** The sample of GPTBots' documentation. */
export const establish = samples.establish();

/** A webhook request with a JSON body. */
export function webhookRequest(url: string, body: unknown): Request {
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
