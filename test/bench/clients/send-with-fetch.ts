import { conversationId, userText } from '../fixtures.ts';

const url = `${process.env.GPTBOTS_BASE_URL}/v1/human/message/receive`;
const headers = { authorization: `Bearer ${process.env.GPTBOTS_API_KEY}`, 'content-type': 'application/json' };

/** The n-th reply, sent with nothing but fetch. */
export async function sendWithFetch(n: number, options?: { signal: AbortSignal }): Promise<void> {
  const reply = { conversation_id: conversationId(n), timestamp: Date.now(), body: userText };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(reply), ...options });
  // What the API documents.
  const { code } = (await response.json()) as { code: number };
  if (code !== 0) throw new Error(`expected code 0, got ${code}`);
}
