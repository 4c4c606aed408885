import { createHumanWebhook, type WebhookRoute } from 'gptbots-human';
import { expect } from 'vitest';
import { routePaths } from '../../helpers/payloads.ts';

/** Sends a sample as JSON to a real webhook, which has to answer 200; returns what the handler got. */
export async function received(route: WebhookRoute, sample: object): Promise<unknown> {
  const got: unknown[] = [];
  const handler = (request: unknown) => void got.push(request);
  const webhook = createHumanWebhook({ secret: 'test', establish: handler, chat: handler, close: handler });
  const reply = await webhook.handle({
    method: 'POST',
    url: routePaths[route],
    headers: { authorization: 'Bearer test' },
    body: new TextEncoder().encode(JSON.stringify(sample)),
  });
  expect(reply.body, `the webhook should have taken ${JSON.stringify(sample)}`).toBe(
    '{"code":200,"message":"success"}',
  );
  expect(got, 'what the handler got').toHaveLength(1);
  return got[0];
}
