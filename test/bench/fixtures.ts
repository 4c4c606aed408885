/** The webhook secret of every variant. */
export const secret = 'whsec-9f2c4be1a7d84e6f8035';

/** The API key of the client variants; the stand-in for the API does not look at it. */
export const apiKey = 'app-4f1e0c9b7a6d';

const conversations = 500;
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
