import { createServer } from 'node:https';
import type { Delivery } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import {
  chunked,
  closeWithoutAnswer,
  halfABody,
  headersOnly,
  MiB,
  resetAfterReading,
  silence,
} from '../client/support/steps.ts';
import { answer, held, type Step } from '../helpers/api-server.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { serve } from '../helpers/serve.ts';
import type { Order } from './app/app.ts';
import type { Certificate } from './certificate.ts';
import type { Runtime } from './runtimes.ts';
import { noted, portOf, startServer } from './server.ts';

const apiKey = 'app-SecretKey0123456789';

interface Outcome {
  answer?: unknown;
  error?: { kind: string; delivery: Delivery; status?: number; attempts: number; message: string; recognised: boolean };
}

/** The client on a runtime. Each has its own errors; what the client makes of them has to be the same. */
export function describeClient({ isWorkers }: Runtime, app: () => string, foreign: () => Certificate): void {
  const send = async ({ client, input, ...order }: Partial<Order>): Promise<Outcome> => {
    const { text } = await sendHttp(portOf(app()), {
      path: '/send',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client: { apiKey, maxRetries: 1, ...client },
        input: { conversation_id: 'conv-1', body: 'Hello', ...input },
        ...order,
      }),
    });
    expect(text, 'expected the API key in nothing the client gives away').not.toContain(apiKey);
    return JSON.parse(text);
  };
  const failure = async (order: Partial<Order>): Promise<NonNullable<Outcome['error']>> => {
    const outcome = await send(order);
    if (!outcome.error) throw new Error(`expected a GptBotsHumanError, got ${JSON.stringify(outcome)}`);
    expect(outcome.error.recognised, 'expected it to be an instance of GptBotsHumanError').toBe(true);
    return outcome.error;
  };

  describe('the client', () => {
    it('sends a reply', async () => {
      const server = await startServer();
      const outcome = await send({ client: { baseUrl: server.url } });
      expect(outcome.answer).toEqual({ code: 0, message: 'success' });
      expect(server.calls).toHaveLength(1);
      expect(server.calls[0]).toMatchObject({
        method: 'POST',
        path: '/v1/human/message/receive',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        json: { conversation_id: 'conv-1', body: 'Hello', timestamp: expect.any(Number) },
      });
    });

    it('says that there is no API key, also where the environment must not be read', async () => {
      const error = await failure({ client: { apiKey: '' } });
      expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: 0 });
      expect(error.message).toContain('GPTBOTS_API_KEY');
    });

    it('sends the replies to one conversation in the order of the calls', async () => {
      const server = await startServer();
      const step = held();
      server.script(step);
      const client = { baseUrl: server.url };
      const first = send({ client, input: { conversation_id: 'conv-1', body: 'first' } });
      await server.received(1);
      const second = send({ client, input: { conversation_id: 'conv-1', body: 'second' } });
      await noted(app(), 'ordered second', 1);
      expect(server.calls, 'expected the second reply to wait for the first').toHaveLength(1);
      step.release();
      for (const { answer } of await Promise.all([first, second])) expect(answer).toMatchObject({ code: 0 });
      expect(server.calls.map((call) => call.json.body)).toEqual(['first', 'second']);
    });

    // Cloudflare's runtime says "Network connection lost." of every failure, so there it stays unknown.
    const surelyNotSent = isWorkers
      ? { kind: 'connection', delivery: 'unknown', attempts: 1 }
      : { kind: 'connection', delivery: 'not_sent', attempts: 2 };

    it('knows a refused connection', async () => {
      const server = await startServer();
      await server.close();
      expect(await failure({ client: { baseUrl: server.url } })).toMatchObject(surelyNotSent);
    });

    it('knows a host name that does not exist', async () => {
      expect(await failure({ client: { baseUrl: 'http://name.invalid' } })).toMatchObject(surelyNotSent);
    });

    it('knows a server that does not speak TLS, and does not try it again', async () => {
      const server = await startServer();
      const error = await failure({ client: { baseUrl: server.url.replace('http:', 'https:') } });
      expect(error).toMatchObject({ ...surelyNotSent, attempts: 1 });
    });

    it('knows a certificate that is for another host, and does not try it again', async () => {
      const port = await serve(createServer(foreign()));
      const error = await failure({ client: { baseUrl: `https://localhost:${port}` } });
      expect(error).toMatchObject({ ...surelyNotSent, attempts: 1 });
    });

    it.each<[string, Step]>([
      ['is reset after the request', resetAfterReading],
      ['is closed after the request', closeWithoutAnswer],
      ['breaks off in the middle of the answer', halfABody(200)],
    ])('does not know what became of a reply whose connection %s, and does not send it again', async (_how, step) => {
      const server = await startServer();
      server.otherwise(step);
      const error = await failure({ client: { baseUrl: server.url } });
      expect(error).toMatchObject({ kind: 'connection', delivery: 'unknown', attempts: 1 });
      expect(server.calls).toHaveLength(1);
    });

    it('gives up after timeoutMs, also when the headers came in time', async () => {
      const server = await startServer();
      const expected = { kind: 'timeout', delivery: 'unknown', attempts: 1 };
      const client = { baseUrl: server.url, timeoutMs: 200 };
      server.script(silence, headersOnly(200));
      expect(await failure({ client })).toMatchObject(expected);
      expect(await failure({ client })).toMatchObject({ ...expected, status: 200 });
      await server.calls[0]?.gone;
      await server.calls[1]?.gone;
    });

    it('stops when the caller aborts', async () => {
      const server = await startServer();
      server.script(silence);
      const error = await failure({ client: { baseUrl: server.url }, abortAfterMs: 100 });
      expect(error).toMatchObject({ kind: 'aborted', delivery: 'unknown', attempts: 1 });
      await server.calls[0]?.gone;
    });

    it('does not follow a redirect', async () => {
      const server = await startServer();
      server.script(answer(302, '', { location: '/elsewhere' }));
      const error = await failure({ client: { baseUrl: server.url } });
      expect(error).toMatchObject({ kind: 'http', delivery: 'rejected', attempts: 1 });
      expect(server.calls).toHaveLength(1);
    });

    it('reads no answer over 1 MiB', async () => {
      const server = await startServer();
      server.script(chunked(MiB + 1));
      const error = await failure({ client: { baseUrl: server.url } });
      expect(error).toMatchObject({ kind: 'response', delivery: 'unknown', status: 200, attempts: 1 });
    });
  });
}
