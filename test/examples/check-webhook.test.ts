import { createPlatform, type Listening } from 'gptbots-human/testing';
import { describe, expect, it, vi } from 'vitest';
import { startServer } from '../../examples/demo/server-process.ts';
import { type CheckReport, checkWebhook } from '../../src/testing/check/check-webhook.ts';
import { failures, neverTried, skippedCases } from '../testing/check/support.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';
// The examples wait ten seconds for a slow body, as is the default.
const testTimeoutMs = 60_000;

describe('checkWebhook passes on every example', () => {
  // At the same time, as each of them waits.
  it.concurrent.for(['express', 'koa', 'fastify', 'hono', 'node'])(
    'examples/%s, run as a process',
    { timeout: testTimeoutMs },
    async (name, { onTestFinished }) => {
      const gptbots = await createPlatform({ apiKey }).listen();
      onTestFinished(() => gptbots.close());
      const server = await startServer(`examples/${name}/server.ts`, exampleEnv(gptbots), () => {});
      onTestFinished(async () => void (await server.stop()));
      expectPassed(await checkWebhook(server.address, { secret }));
    },
  );

  it("examples/next, the app router's route file", { timeout: testTimeoutMs }, async ({ onTestFinished }) => {
    const { POST } = await import('../../examples/next/app/gptbots/[...path]/route.ts');
    const gptbots = await createPlatform({ apiKey }).listen();
    onTestFinished(() => gptbots.close());
    for (const [name, value] of Object.entries(exampleEnv(gptbots))) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockReturnValue();
    expectPassed(await checkWebhook(POST, { secret, baseUrl: 'http://localhost:3000/gptbots' }));
  });
});

function exampleEnv({ url }: Listening): Record<string, string> {
  return { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: url };
}

function expectPassed(report: CheckReport): void {
  expect(failures(report)).toEqual([]);
  expect(report.ok).toBe(true);
  expect(skippedCases(report)).toEqual(['the webhook asks for a secret', ...neverTried]);
}
