import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { startStandIn } from '../../examples/demo/stand-in.ts';
import { expectWholeExchange, expectWrongSecretRefused, type Mounted } from './conformance.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';

describe.each(['express', 'koa', 'fastify', 'hono', 'node'])('examples/%s, run as a process', (name) => {
  const printed: string[] = [];
  let server: ServerProcess;
  let mounted: Mounted;

  beforeAll(async () => {
    const gptbots = await startStandIn(apiKey);
    const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: gptbots.url };
    mounted = { send: fetch, address: '', secret, apiKey, gptbots };
    server = await startServer(`examples/${name}/server.ts`, env, (line) => printed.push(line));
    mounted.address = server.address;
  });

  afterAll(async () => {
    await server?.stop();
    await mounted.gptbots.close();
  });

  it('replies to the user over a whole conversation and closes the session after a bye', async () => {
    await expectWholeExchange(mounted);
  });

  it('answers 401 to a request with the wrong secret', async () => {
    await expectWrongSecretRefused(mounted);
  });

  it('leaves other paths to the application, which answers 404', async () => {
    const response = await fetch(new URL(`/elsewhere/${secret}/chat`, server.address), { method: 'POST' });
    expect(response.status).toBe(404);
  });

  it('ends with exit code 0 on SIGTERM', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(printed).toContain('Conversation 67d8db020fa31d1ef64f53dg is over: USER_CLOSED');
    expect(printed.join('\n'), 'what the example printed').not.toMatch(/Error|the-api-key|the-webhook-secret/);
  });
});
