import { GptBotsHumanClient } from 'gptbots-human';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiKey, failureOf, reply } from './support/client.ts';

// A user's own test set-up. The client is made before msw replaces fetch, as a module of theirs would do.
const client = new GptBotsHumanClient({ apiKey, baseUrl: 'https://api.gptbots.ai' });
const address = 'https://api.gptbots.ai/v1/human';
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe('a user’s msw handlers', () => {
  it('intercept a client that was made before server.listen()', async () => {
    const received: { authorization: string | null; body: unknown }[] = [];
    server.use(
      http.post(`${address}/message/receive`, async ({ request }) => {
        received.push({ authorization: request.headers.get('authorization'), body: await request.json() });
        return HttpResponse.json({ code: 0, message: 'success' });
      }),
    );
    expect(await client.sendReply({ ...reply, timestamp: 1 })).toEqual({ code: 0, message: 'success' });
    expect(received).toEqual([{ authorization: `Bearer ${apiKey}`, body: { ...reply, timestamp: 1 } }]);
  });

  it('intercept a client that was made after it, for a region too', async () => {
    server.use(http.post('https://api-jp.gptbots.ai/v1/human/close', () => HttpResponse.json({ code: 0 })));
    const later = new GptBotsHumanClient({ apiKey, region: 'jp' });
    expect(await later.closeSession(reply)).toEqual({ code: 0 });
  });

  it('may refuse, with the error a real refusal makes', async () => {
    server.use(http.post(`${address}/close`, () => HttpResponse.json({ code: 40127, message: 'no' }, { status: 401 })));
    expect(await failureOf(client.closeSession(reply))).toMatchObject({
      kind: 'api',
      delivery: 'rejected',
      status: 401,
      code: 40127,
    });
  });

  it('may fail once and then answer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const path = `${address}/message/receive`;
    server.use(
      http.post(path, () => new HttpResponse(null, { status: 429 }), { once: true }),
      http.post(path, () => HttpResponse.json({ code: 0 })),
    );
    expect(await client.sendReply(reply)).toEqual({ code: 0 });
  });

  it('may break the connection', async () => {
    server.use(http.post(`${address}/message/receive`, () => HttpResponse.error()));
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'connection', delivery: 'unknown' });
    expect(JSON.stringify(error)).not.toContain(apiKey);
  });

  it('may keep the client waiting', async () => {
    server.use(http.post(`${address}/message/receive`, () => new Promise<never>(() => {})));
    expect(await failureOf(client.sendReply(reply, { timeoutMs: 50 }))).toMatchObject({ kind: 'timeout' });
  });
});
