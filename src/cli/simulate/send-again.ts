import { parseObject } from '../../internal/json-object.ts';
import { insideOf } from '../../testing/inside.ts';
import type { Platform } from '../../testing/platform.ts';
import { routes } from '../../testing/routes.ts';
import { PageRefusal, type Texts } from './page-requests.ts';
import type { RepeatView } from './views.ts';

/**
 * Sends a call again: a webhook to the developer's server, a call of the API to the simulated one, as their server would.
 * Resolves once it was answered, or was not.
 *
 * @throws {PageRefusal} when there is no such call
 */
export async function sendAgain(platform: Platform, { id, body, timestamp }: Texts): Promise<RepeatView> {
  const call = platform.calls.find((one) => String(one.id) === id);
  if (!call) throw new PageRefusal(409, 'This call is too old: it is not kept any more.');
  const given = body ?? new TextDecoder().decode(call.request.body);
  const text = timestamp === 'same' ? given : withNewTimestamp(given);
  const { api, webhooks } = insideOf(platform);
  const route = call.kind === 'webhook' ? routes.find((one) => one === call.name) : undefined;
  if (route) return webhooks.repeat({ name: route, body: text, test: call.test, repeatOf: call.id });
  const outcome = await api.answer({ ...call.request, body: new TextEncoder().encode(text) }, call.id);
  return { status: 'answer' in outcome ? outcome.answer.status : undefined };
}

// Nothing is put into what has no timestamp, or is no JSON: that is what the developer wants to try.
function withNewTimestamp(text: string): string {
  const fields = parseObject(text);
  return fields && 'timestamp' in fields ? JSON.stringify({ ...fields, timestamp: Date.now() }) : text;
}
