import { createPlatform, type Platform } from 'gptbots-human/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { expectWholeExchange, expectWrongSecretRefused, lastWords } from './conformance.ts';
import { webhookRequest } from './gptbots.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';

describe.each(['express', 'koa', 'fastify', 'hono', 'node'])('examples/%s, run as a process', (name) => {
  const printed: string[] = [];
  let gptbots: Platform;
  let server: ServerProcess;

  beforeAll(async () => {
    gptbots = createPlatform({ apiKey });
    const { url } = await gptbots.listen();
    const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: url };
    server = await startServer(`examples/${name}/server.ts`, env, (line) => printed.push(line));
    gptbots.connect(`${server.address}/${secret}`);
  });

  afterAll(async () => {
    await server?.stop();
    await gptbots.close();
  });

  it('replies to the user over a whole conversation and closes the session after a bye', async () => {
    await expectWholeExchange(gptbots);
  });

  it('answers 401 to a request with the wrong secret', async () => {
    await expectWrongSecretRefused(server.address);
  });

  it('leaves other paths to the application, which answers 404', async () => {
    const response = await fetch(new URL(`/elsewhere/${secret}/chat`, server.address), { method: 'POST' });
    expect(response.status).toBe(404);
  });

  it('prints nothing that commands a terminal, or makes a line of its own, whatever a request holds', async () => {
    const hostile = 'c1\u001b[2J\u009b31m\r\nFORGED: all is well';
    const close = { conversation_id: hostile, timestamp: 1, type: hostile };
    const response = await fetch(webhookRequest(`${server.address}/${secret}/conversation/close`, close));
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(printed.join('\n')).toContain('all is well'), 10_000);
    expect(printed.filter((line) => /^FORGED|\p{Cc}/u.test(line))).toEqual([]);
  });

  it('ends with exit code 0 on SIGTERM', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(printed).toContain(lastWords(gptbots));
    expect(printed.join('\n'), 'what the example printed').not.toMatch(/Error|the-api-key|the-webhook-secret/);
  });
});
