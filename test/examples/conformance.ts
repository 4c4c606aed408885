import type { Platform } from 'gptbots-human/testing';
import { expect } from 'vitest';
import { establish, webhookRequest } from './gptbots.ts';

const timeoutMs = 10_000;

/** A user's whole conversations with an example that is connected: every message is answered with a reply. */
export async function expectWholeExchange(gptbots: Platform): Promise<void> {
  const greeting = 'You are through to our team. How can we help?';
  const visitor = await gptbots.visitor();
  expect(await visitor.nextReply({ timeoutMs })).toMatchObject({ body: greeting });
  for (const text of ['Grüße 👋', 'bye']) {
    await visitor.say(text);
    expect(await visitor.nextReply({ timeoutMs })).toMatchObject({ body: `You wrote: ${text}` });
  }
  expect(await visitor.ended(), 'why the conversation ended after a bye').toBe('CLOSED_BY_SERVICE');

  const other = await gptbots.visitor();
  expect(await other.nextReply({ timeoutMs })).toMatchObject({ body: greeting });
  await other.leave();

  const success = { code: 200, message: 'success' };
  const taken = { code: 0, message: 'OK', data: null };
  const calls = gptbots.calls.map(({ name, answer }) => [name, answer?.status, JSON.parse(answer?.body ?? 'null')]);
  expect(calls, 'the calls of both sides, and their answers').toEqual([
    ['establish', 200, success],
    ['sendReply', 200, taken],
    ['chat', 200, success],
    ['sendReply', 200, taken],
    ['chat', 200, success],
    ['sendReply', 200, taken],
    ['closeSession', 200, taken],
    ['establish', 200, success],
    ['sendReply', 200, taken],
    ['close', 200, success],
  ]);
}

/** A stranger's request is answered 401. */
export async function expectWrongSecretRefused(
  address: string,
  send: (request: Request) => Promise<Response> = fetch,
): Promise<void> {
  for (const url of [`${address}/wrong/conversation/establish`, `${address}/conversation/establish?token=wrong`]) {
    const response = await send(webhookRequest(url, establish));
    expect(response.status, `the status of ${url}`).toBe(401);
  }
}

/** What an example prints when its last user left. */
export function lastWords({ visitors }: Platform): string {
  return `Over: { conversation_id: '${visitors.at(-1)?.conversationId}', type: 'USER_CLOSED' }`;
}
