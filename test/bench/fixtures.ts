import { createHmac } from 'node:crypto';

/** The webhook secret of every variant. */
export const secret = 'whsec-9f2c4be1a7d84e6f8035';

/** The API key of the client variants; the stand-in for the API does not look at it. */
export const apiKey = 'app-4f1e0c9b7a6d';

/** As many as a busy desk has in a day; each request has a timestamp of its own, as in real traffic. */
export const conversations = 1_000;
const startedAt = 1_742_265_090_895;

/** The id of the n-th call's conversation. */
export function conversationId(n: number): string {
  return `67d8db020fa31d1ef64f${(n % conversations).toString(16).padStart(4, '0')}`;
}

/** A moment no other call has: to the webhook, an equal one would be a redelivery. */
export function moment(n: number): number {
  return startedAt + n;
}

/** What the user of the n-th call writes. */
export const userText = 'Hello, my order has not arrived yet. Could you look into it?';

/** What the answer to a handled request is, in all of our own variants. */
export const success = { code: 200, message: 'success' };

/** Writes the n-th HTTP/1.1 request as it goes over the wire, with the right secret or a wrong one. */
export type WriteRequest = (n: number, secret: string) => string;

/** A chat request of GPTBots, about 150 bytes of JSON, to wherever the webhook is mounted. */
export function chatRequest(path: string): WriteRequest {
  return (n, secret) =>
    post(path, [`authorization: Bearer ${secret}`], {
      conversation_id: conversationId(n),
      timestamp: moment(n),
      body: userText,
    });
}

/** A GitHub event of the same size, signed as GitHub signs it. */
export const githubRequest: WriteRequest = (n, secret) => {
  const event = { zen: userText, hook_id: moment(n), hook: { type: 'Repository', id: moment(n), active: true } };
  const signature = createHmac('sha256', secret).update(JSON.stringify(event)).digest('hex');
  const delivery = `72d3162e-cc78-11e3-81ab-${String(n).padStart(12, '0')}`;
  return post(
    '/api/github/webhooks',
    ['x-github-event: ping', `x-github-delivery: ${delivery}`, `x-hub-signature-256: sha256=${signature}`],
    event,
  );
};

/** A Telegram update of the same size. */
export const telegramRequest: WriteRequest = (n, secret) =>
  post('/', [`x-telegram-bot-api-secret-token: ${secret}`], {
    update_id: n,
    message: { message_id: n, date: 1_742_265_090, chat: { id: n % conversations, type: 'private' }, text: userText },
  });

/** The right requests numbered `from` to `from + count - 1`, written before anything is measured. */
export function writeRequests(write: WriteRequest, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => write(from + i, secret));
}

function post(path: string, headers: string[], value: unknown): string {
  const body = JSON.stringify(value);
  return [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'user-agent: bench',
    'accept: */*',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');
}
