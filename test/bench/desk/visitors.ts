import type { Desk } from 'gptbots-human/desk';
import { moment, secret, userText } from '../fixtures.ts';
import { concurrency } from './open-desk.ts';

const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };

/** The id of the n-th conversation, as GPTBots writes them. */
export function idOf(n: number): string {
  return `67d8db020fa3${n.toString(16).padStart(12, '0')}`;
}

/** Users ask for a human, each in a conversation of their own. */
export function establishAll(desk: Desk, count: number, id = idOf): Promise<void> {
  return atOnce(concurrency, count, (n) => sendEstablish(desk, id(n), n));
}

/** A user asks for a human, with the two messages of GPTBots' documentation. */
export function sendEstablish(desk: Desk, conversation_id: string, n: number): Promise<void> {
  const email = `user${n}@example.com`;
  return send(desk, '/conversation/establish', {
    conversation_id,
    timestamp: moment(n),
    bot_id: '665d88b03ce2b13cf2d573454',
    email,
    body: [
      { message_type: 'QUESTION', text: 'human service' },
      { message_type: 'ANSWER', text: '' },
    ],
    user_info: { phone: null, email, user_id: `user-${n}`, anonymous_id: `652face5184b30540a${n}` },
  });
}

/** A user writes. Each `n` is another message. */
export function sendChat(desk: Desk, conversation_id: string, n: number): Promise<void> {
  return send(desk, '/chat', { conversation_id, timestamp: moment(n), body: userText });
}

/** Calls from 0 to `count`, so many at a time. */
export async function atOnce(most: number, count: number, call: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: most }, work));
}

async function send(desk: Desk, url: string, request: object): Promise<void> {
  const { status, body } = await desk.webhook.handle({ method: 'POST', url, headers, body: JSON.stringify(request) });
  if (status !== 200) throw new Error(`expected a 200, got ${status} ${body}`);
}
