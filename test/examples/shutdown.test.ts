import { createPlatform, manualClock } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../examples/demo/server-process.ts';
import { webhookRequest } from './gptbots.ts';

describe.each(['express', 'koa', 'fastify', 'hono', 'node'])('examples/%s, told to end', (name) => {
  it('answers 503, lets the reply on its way arrive, and ends with exit code 0', async () => {
    const clock = manualClock();
    const gptbots = createPlatform({ clock });
    onTestFinished(() => gptbots.close());
    const { url } = await gptbots.listen();
    const env = { GPTBOTS_WEBHOOK_SECRET: 'secret', GPTBOTS_API_KEY: 'key', GPTBOTS_BASE_URL: url };
    const server = await startServer(`examples/${name}/server.ts`, env, () => {});
    onTestFinished(async () => void (await server.stop()));
    gptbots.connect(`${server.address}/secret`);

    gptbots.faults.api('delay'); // the reply is taken, and answered when the clock moves
    const visitor = await gptbots.visitor();
    await visitor.nextReply({ timeoutMs: 10_000 });
    const ended = server.stop('SIGINT');
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    // A malformed request has no effect: 400 until the signal arrived, 503 from then on.
    const malformed = () => webhookRequest(`${server.address}/conversation/establish?token=secret`, 'malformed');
    let status = 400;
    while (status === 400) ({ status } = await fetch(malformed()));

    expect(status, 'the answer to a request while the example shuts down').toBe(503);
    expect(isOver, 'the example ended while a reply was on its way').toBe(false);
    await clock.advance(1_000);
    expect(await ended, 'the exit code').toBe(0);
  });
});
