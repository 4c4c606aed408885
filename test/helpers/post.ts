import type { HumanWebhook, WebhookRequest, WebhookRoute } from 'gptbots-human';
import type { Answered } from './answered.ts';
import { payloadText, routePaths } from './payloads.ts';
import { secret } from './test-webhook.ts';

/** Has the plain face answer a request that is fine but for what the test says. */
export async function post(
  webhook: HumanWebhook,
  route: WebhookRoute = 'chat',
  request: Partial<WebhookRequest> & { fields?: Record<string, unknown> } = {},
): Promise<Answered> {
  const { fields, ...rest } = request;
  const { status, headers, body } = await webhook.handle({
    method: 'POST',
    url: routePaths[route],
    headers: { authorization: `Bearer ${secret}` },
    body: payloadText(route, fields),
    ...rest,
  });
  return { status, headers, text: body };
}
