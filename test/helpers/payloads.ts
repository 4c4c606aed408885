import type { WebhookRoute } from 'gptbots-human';
import { samples } from 'gptbots-human/testing';

export const routes = ['establish', 'chat', 'close'] as const satisfies readonly WebhookRoute[];

export const routePaths: Record<WebhookRoute, string> = {
  establish: '/conversation/establish',
  chat: '/chat',
  close: '/conversation/close',
};

const conversation_id = '67d8db020fa31d1ef64f53dg';

const payloads = {
  establish: samples.establish('current', { conversation_id, timestamp: 1742265090895 }),
  chat: samples.chat({ conversation_id, timestamp: 1742265101234 }),
  close: samples.close({ conversation_id, timestamp: 1742265199999 }),
};

/** What GPTBots sends to a route, with fields of your own. */
export function payload(route: WebhookRoute, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...payloads[route], ...fields };
}

/** The same as JSON text. */
export function payloadText(route: WebhookRoute, fields?: Record<string, unknown>): string {
  return JSON.stringify(payload(route, fields));
}

/** JSON of so many arrays, one in the other. */
export function nestedArrays(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}
