import type { WebhookRoute } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { silence } from '../client/support/steps.ts';
import { expectAnswer } from '../helpers/answered.ts';
import { held } from '../helpers/api-server.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText, routePaths, routes } from '../helpers/payloads.ts';
import { logOf, noted, portOf, startServer } from './server.ts';

const authorization = 'Bearer correct-horse';
let conversations = 0;

/** The webhook behind one face of the app. Orders go to `app`. */
export function describeWebhook(face: string, webhook: () => string, app: () => string): void {
  const post = (route: WebhookRoute, body: string, headers: Record<string, string> = { authorization }, query = '') =>
    sendHttp(portOf(webhook()), { path: `/gptbots${routePaths[route]}?${query}`, headers, body });
  const chat = (conversation_id: string, body: string) =>
    post('chat', payloadText('chat', { conversation_id, body }), { authorization }, conversation_id);
  // A new one for each test, so that none is a duplicate of another test's.
  const newConversation = () => `${face}-${++conversations}`;
  /** Sends a chat whose handler waits for an answer of `server`, until `step` is released. */
  const holdChat = async (path = '') => {
    const server = await startServer();
    const step = held();
    server.script(step);
    const conversation_id = newConversation();
    const first = chat(conversation_id, `ask ${server.url}${path}`);
    await server.received(1);
    return { server, step, conversation_id, first };
  };

  describe(face, () => {
    it.each(routes)('answers 200 to %s and runs its handler', async (route) => {
      const conversation_id = newConversation();
      expectAnswer(await post(route, payloadText(route, { conversation_id })), 200);
      expect(await logOf(app(), conversation_id), `expected the ${route} handler to have run`).toContainEqual(
        expect.stringMatching(new RegExp(`^${route} ${conversation_id}`)),
      );
    });

    it('answers 401 without the secret, and takes it from the query', async () => {
      const body = payloadText('chat', { conversation_id: newConversation() });
      expectAnswer(await post('chat', body, {}), 401);
      const path = '/gptbots/chat?token=correct-horse';
      expectAnswer(await sendHttp(portOf(webhook()), { path, body }), 200);
    });

    it.each([
      ['malformed JSON', '{"conversation_id":'],
      ['an empty body', ''],
      ['a request without its body field', JSON.stringify({ conversation_id: 'c', timestamp: 1 })],
    ])('answers 400 to %s', async (_what, body) => {
      expectAnswer(await post('chat', body), 400);
    });

    it('answers 413 to a body over the limit', async () => {
      expectAnswer(await chat(newConversation(), 'x'.repeat(3_000)), 413);
    });

    it('answers 415 to a compressed body', async () => {
      expectAnswer(await post('chat', 'x', { authorization, 'content-encoding': 'gzip' }), 415);
    });

    it('answers 404 to another path, and 405 to a GET', async () => {
      expectAnswer(await sendHttp(portOf(webhook()), { path: '/elsewhere' }), 404);
      expectAnswer(await sendHttp(portOf(webhook()), { method: 'GET', path: '/gptbots/chat' }), 405);
    });

    it('runs the handler once for a request that comes twice', async () => {
      const conversation_id = newConversation();
      expectAnswer(await chat(conversation_id, 'hello'), 200);
      expectAnswer(await chat(conversation_id, 'hello'), 200);
      expect(await logOf(app(), conversation_id)).toHaveLength(2 + 2);
    });

    it('runs the handler once for a request that comes again while it runs', async () => {
      const { server, step, conversation_id, first } = await holdChat();
      const second = chat(conversation_id, `ask ${server.url}`);
      await noted(app(), `arrived ${conversation_id}`, 2);
      step.release();
      for (const answer of await Promise.all([first, second])) expectAnswer(answer, 200);
      expect(server.calls, 'expected the handler to run for one of them only').toHaveLength(1);
    });

    it('runs the handlers of one conversation one after another', async () => {
      const { server, step, conversation_id, first } = await holdChat('/first');
      const second = chat(conversation_id, `ask ${server.url}/second`);
      await noted(app(), `arrived ${conversation_id}`, 2);
      expect(server.calls, 'expected the second handler to wait for the first').toHaveLength(1);
      step.release();
      for (const answer of await Promise.all([first, second])) expectAnswer(answer, 200);
      const order = (await logOf(app(), conversation_id)).map((line) => line.replace(` ${conversation_id}`, ''));
      expect(order).toEqual(['arrived', 'chat starts', 'arrived', 'chat ends', 'chat starts', 'chat ends']);
    });

    it('lets the next request run when the one before it was refused while it waited', async () => {
      const { step, conversation_id, first } = await holdChat();
      const body = payloadText('chat', { conversation_id, body: 'refused' });
      expectAnswer(await post('chat', body, { authorization }, `refuse-${conversation_id}`), 401);
      const third = chat(conversation_id, 'hello');
      await noted(app(), `arrived ${conversation_id}`, 2);
      step.release();
      for (const answer of await Promise.all([first, third])) expectAnswer(answer, 200);
    });

    it('lets the next request run when the one before it lost its client and never ends', async () => {
      const server = await startServer();
      server.script(silence);
      const conversation_id = newConversation();
      const body = payloadText('chat', { conversation_id, body: `ask ${server.url}` });
      const gone = new AbortController();
      const init = { method: 'POST', headers: { authorization }, body, signal: gone.signal };
      const lost = fetch(`${webhook()}/gptbots/chat`, init);
      await server.received(1);
      gone.abort();
      await expect(lost).rejects.toThrow('aborted');
      expectAnswer(await chat(conversation_id, 'hello'), 200);
    });

    it('answers 504 when the handler overruns, aborts its signal, and lets the next request run', async () => {
      const conversation_id = newConversation();
      expectAnswer(await chat(conversation_id, 'overrun'), 504);
      expect(await logOf(app(), conversation_id)).toContain(`chat ${conversation_id} aborted`);
      expectAnswer(await chat(conversation_id, 'hello'), 200);
    });

    it('runs a waitUntil function after the answer', async () => {
      const server = await startServer();
      const conversation_id = newConversation();
      expectAnswer(await chat(conversation_id, `later ${server.url}`), 200);
      const { bytes } = await server.received(1);
      expect(bytes.toString()).toBe(`after ${conversation_id}`);
    });
  });
}
