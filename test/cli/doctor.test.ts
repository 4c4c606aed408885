import { createServer } from 'node:http';
import { createHumanWebhook } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { createPlatform } from '../../src/testing/platform.ts';
import { serve } from '../helpers/serve.ts';
import { closedPort } from './closed-port.ts';
import { runCommand } from './command.ts';

const secret = 'the-webhook-secret';
const webhookOptions = { secret, establish() {}, chat() {}, close() {}, logger: {} };

async function startWebhook(): Promise<string> {
  // A body that never comes is given up soon, so that this does not take the time of the default.
  const webhook = createHumanWebhook({ ...webhookOptions, bodyTimeoutMs: 500 });
  return `http://127.0.0.1:${await serve(webhook.node)}/gptbots`;
}

describe('gptbots-human doctor', () => {
  it('finds no problem with a webhook of this package, and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['doctor', await startWebhook(), '--secret', secret]).ended;
    expect(stdout).toMatch(/\/gptbots: no problems, (.*, )?\d+ passed, \d+ skipped\n$/);
    expect(stdout).not.toContain('Problem');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('says the effect, the cause and the mend of a problem, and exits with 1', async () => {
    const port = await serve((_req, res) => void res.writeHead(404).end());
    const { exitCode, stdout } = await runCommand(['doctor', `http://127.0.0.1:${port}/gptbots`]).ended;
    expect(stdout).toMatch(
      /^Problem {2}Visitors would see Busy: POST \/gptbots\/conversation\/establish answered 404 in \d+ ms\.\n/,
    );
    expect(stdout).toContain('mount `webhook.node` at `/gptbots`');
    expect(stdout).toMatch(/: [1-9]\d* problems?, /);
    expect(stdout, 'expected no colour where there is no terminal').not.toContain('\u001b');
    expect(exitCode).toBe(1);
  });

  it('exits with 1 when nothing listens, within seconds', async () => {
    const { exitCode, stdout } = await runCommand(['doctor', `http://127.0.0.1:${await closedPort()}`]).ended;
    expect(stdout).toContain('Visitors would see Busy');
    expect(exitCode).toBe(1);
  });

  it('prints its findings as JSON only, with --json', async () => {
    const url = await startWebhook();
    const { exitCode, stdout, stderr } = await runCommand(['doctor', url, '--secret', 'not-that-secret', '--json'])
      .ended;
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ webhook: url, ok: false });
    expect(report.cases.find((one: { ok: boolean }) => !one.ok)).toMatchObject({
      level: 'problem',
      detail: expect.stringContaining('answered 401'),
      fix: expect.any(String),
    });
    expect(stdout).not.toContain('not-that-secret');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  it('takes the secret from GPTBOTS_WEBHOOK_SECRET', async () => {
    const env = { GPTBOTS_WEBHOOK_SECRET: secret };
    expect((await runCommand(['doctor', await startWebhook()], env).ended).exitCode).toBe(0);
  });

  it('ends within 30 s when the webhook never answers', { timeout: 40_000 }, async () => {
    const port = await serve(createServer(() => {}));
    const startedAt = performance.now();
    const { exitCode } = await runCommand(['doctor', `http://127.0.0.1:${port}`]).ended;
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(exitCode).toBe(1);
  });
});

describe('gptbots-human doctor with --api-key', () => {
  it('checks that the API takes the key, by a reply to a conversation that cannot exist', async () => {
    const platform = createPlatform({ apiKey: 'the-api-key' });
    const api = await platform.listen();
    const env = { GPTBOTS_BASE_URL: api.url };
    const args = ['doctor', await startWebhook(), '--secret', secret];
    const right = await runCommand([...args, '--api-key', 'the-api-key'], env).ended;
    const wrong = await runCommand([...args, '--api-key', 'another-key'], env).ended;
    await platform.close();
    expect(right.exitCode, right.stdout).toBe(0);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stdout).toMatch(/Problem {2}Your replies would not reach visitors: .* refused the API key \(HTTP 401/);
    expect(wrong.stdout).not.toContain('another-key');
    expect(platform.calls.map(({ name, conversationId }) => [name, conversationId])).toEqual([
      ['sendReply', expect.stringMatching(/^gptbots-human-check-/)],
      ['sendReply', expect.stringMatching(/^gptbots-human-check-/)],
    ]);
  });

  it.each([
    [
      'is a web page',
      () => serve((_req, res) => void res.end('<h1>Hello</h1>')),
      'is something other than the API (HTTP 200, not a JSON object)',
    ],
    ['cannot be reached', closedPort, 'cannot be reached (ECONNREFUSED)'],
  ])('says what is wrong when what is at --api-base-url %s', async (_what, port, expected) => {
    const args = ['--secret', secret, '--api-key', 'the-api-key', '--api-base-url', `http://127.0.0.1:${await port()}`];
    const { exitCode, stdout } = await runCommand(['doctor', await startWebhook(), ...args]).ended;
    expect(stdout).toContain(expected);
    expect(exitCode).toBe(1);
  });

  it('prints what it found of the API as JSON too, with --json, and no secret in it', async () => {
    // In the path of the base URL, and in the answer.
    const port = await serve((_req, res) => void res.writeHead(404).end('{"code":404,"message":"the-api-key"}'));
    const api = `http://127.0.0.1:${port}/the-api-key/${secret}`;
    const args = ['--secret', secret, '--api-key', 'the-api-key', '--api-base-url', api, '--json'];
    const { exitCode, stdout } = await runCommand(['doctor', await startWebhook(), ...args]).ended;
    const { ok, cases } = JSON.parse(stdout);
    expect({ ok, exitCode }).toEqual({ ok: false, exitCode: 1 });
    expect(cases.at(-1)).toMatchObject({
      ok: false,
      got: 'HTTP 404 with code 404',
      detail: expect.stringContaining('/<secret>/<secret>/v1/human/message/receive has no such path'),
      fix: expect.stringContaining('--api-base-url'),
    });
    expect(stdout).not.toContain('the-api-key');
    expect(stdout).not.toContain(secret);
  });
});
