import { type WebhookResponse, WebhookResponseSchema } from 'gptbots-human';
import { expect } from 'vitest';

/** An answer, whichever way it came. Header names are in lower case. */
export interface Answered {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
}

/** Expects the JSON answer that every case of the webhook gives, and returns it. */
export function expectAnswer(answer: Answered, status: number): WebhookResponse {
  expect(answer, `expected the webhook to answer ${status}, got ${answer.status} ${answer.text}`).toMatchObject({
    status,
    headers: { 'content-type': expect.stringMatching(/^application\/json\b/) },
  });
  const json = WebhookResponseSchema.strict().parse(JSON.parse(answer.text));
  expect(json.code, 'expected the code to equal the HTTP status').toBe(status);
  return json;
}
