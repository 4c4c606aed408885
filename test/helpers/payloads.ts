import type { WebhookRoute } from 'gptbots-human';

export const routes = ['establish', 'chat', 'close'] as const satisfies readonly WebhookRoute[];

export const routePaths: Record<WebhookRoute, string> = {
  establish: '/conversation/establish',
  chat: '/chat',
  close: '/conversation/close',
};

const samples = {
  // The sample of GPTBots' documentation.
  establish: {
    body: [
      { text: 'human service', message_type: 'QUESTION' },
      { text: '', message_type: 'ANSWER' },
    ],
    timestamp: 1742265090895,
    email: 'bob@gmail.com',
    conversation_id: '67d8db020fa31d1ef64f53dg',
    bot_id: '665d88b03ce2b13cf2d573454',
    user_info: { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' },
  },
  chat: { conversation_id: '67d8db020fa31d1ef64f53dg', timestamp: 1742265101234, body: 'Where is my parcel?' },
  close: { conversation_id: '67d8db020fa31d1ef64f53dg', timestamp: 1742265199999, type: 'USER_CLOSED' },
};

/** What GPTBots sends to a route, with fields of your own. */
export function payload(route: WebhookRoute, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...samples[route], ...fields };
}

/** The same as JSON text. */
export function payloadText(route: WebhookRoute, fields?: Record<string, unknown>): string {
  return JSON.stringify(payload(route, fields));
}

/** JSON of so many arrays, one in the other. */
export function nestedArrays(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}
