import { newId } from './random.ts';
import type { WebhookTestResult } from './types.ts';
import type { Webhooks } from './webhooks.ts';

/** Tests the webhooks of the simulated agent, which has one Human Service component. */
export function availabilityTester(webhooks: Webhooks): () => Promise<WebhookTestResult[]> {
  const component = { component_id: newId(), component_name: 'Human Service' };
  return async () => {
    const url = webhooks.url;
    if (url === undefined) return [];
    // GPTBots is documented to test the requests for a human and the user messages.
    const answers = await Promise.all([webhooks.test('establish'), webhooks.test('chat')]);
    const wrong = answers.find(({ status }) => status !== 200);
    return [
      {
        type: 'human_service',
        ...component,
        webhook_url: url,
        reachable: !wrong,
        http_status: wrong ? (wrong.status ?? null) : 200,
        latency_ms: Math.round(Math.max(...answers.map(({ durationMs }) => durationMs))),
      },
    ];
  };
}
