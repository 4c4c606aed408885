import type { ServerResponse } from 'node:http';
import { createHumanWebhook } from 'gptbots-human';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { showProgress } from '../../src/cli/terminal.ts';
import { createPlatform } from '../../src/testing/platform.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { serve } from '../helpers/serve.ts';
import { runCommand } from './command.ts';
import { runHere } from './run-here.ts';
import { serveSelfSigned } from './self-signed-server.ts';

const secret = 'the-webhook-secret';
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const webhookOptions = { secret, establish() {}, chat() {}, close() {}, logger: {} };

async function startWebhook(): Promise<string> {
  // A body that never comes is given up soon, so that this does not take the time of the default.
  const webhook = createHumanWebhook({ ...webhookOptions, bodyTimeoutMs: 500 });
  return `http://127.0.0.1:${await serve(webhook.node)}/gptbots`;
}

describe('gptbots-human doctor', () => {
  it('finds no problem with a webhook of this package, and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['doctor', await startWebhook(), '--secret', secret]).ended;
    expect(stdout).toMatch(/\/gptbots: no problems, (.*, )?\d+ passed, \d+ skipped \(--verbose\)\n/);
    expect(stdout).not.toContain('Problem');
    expect(stdout).toContain('\n  Secret:  that of --secret was sent\n');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('says the effect, the cause and the fix of a problem, and exits with 1', async () => {
    const port = await serve((_req, res) => void res.writeHead(404).end());
    const { exitCode, stdout } = await runCommand(['doctor', `http://127.0.0.1:${port}/gptbots`]).ended;
    expect(stdout).toMatch(
      /^Problem {2}Visitors would see Busy: POST \/gptbots\/conversation\/establish answered\n {9}404 in \d+ ms\.\n/,
    );
    expect(stdout).toContain('mount `webhook.node` at `/gptbots`');
    expect(stdout).toContain('\n  Secret:  none was sent (--secret or GPTBOTS_WEBHOOK_SECRET)\n');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/: [1-9]\d* problems?, /);
    expect(stdout, 'expected no colour where there is no terminal').not.toContain('\u001b');
    expect(exitCode).toBe(1);
  });

  it('names its option, not that of checkWebhook(), when a secret is missing', async () => {
    const { exitCode, stdout } = await runHere(['doctor', await startWebhook()]);
    expect(oneLine(stdout)).toContain('this check has none. Pass `--secret`.');
    expect(exitCode).toBe(1);
  });

  it('lists with --verbose what was skipped, and why', async () => {
    const port = await serve((_req, res) => void res.writeHead(404).end());
    const { stdout } = await runHere(['doctor', `http://127.0.0.1:${port}`, '--verbose']);
    expect(oneLine(stdout)).toContain(
      'Skipped Cannot be caused from outside. Only your handler can throw. a handler that throws',
    );
    expect(oneLine(stdout)).toMatch(
      /Skipped The first establish was not accepted\. Fix that first\. .* \d+ skipped Secret:/,
    );
  });

  it('prints nothing raw of what a hostile server says, as text and as JSON', async () => {
    const hostile = '\u001b[2J\u001b]0;owned\u0007\nProblem  forged\u009b31m\u202e\u200b\u2028';
    const port = await serve((_req, res) => {
      res.writeHead(500, '\u009b31m', { location: '/\u009b31m', 'content-type': 'application/json' });
      res.end(JSON.stringify({ code: 500, message: hostile }) + hostile);
    });
    const url = `http://127.0.0.1:${port}`;
    const api = ['--api-key', 'the-api-key', '--api-base-url', url];
    const asText = await runHere(['doctor', url, '--verbose', ...api]);
    const asJson = await runHere(['doctor', url, '--json', ...api]);
    expect(asText.stdout.replaceAll('\n', '') + asText.stderr).not.toMatch(unprintable);
    expect(asText.stdout).not.toMatch(/^Problem {2}forged/m);
    expect(asJson.stdout.replaceAll('\n', '') + asJson.stderr).not.toMatch(unprintable);
    const { cases, ...rest } = JSON.parse(asJson.stdout);
    const texts = [rest, ...cases]
      .flatMap((one: object) => Object.values(one))
      .filter((one) => typeof one === 'string');
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expect(text).not.toMatch(unprintable);
  });

  it('exits with 1 when nothing listens, within seconds', async () => {
    const { exitCode, stdout } = await runHere(['doctor', `http://127.0.0.1:${await closedPort()}`]);
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

  it('prints JSON with --json when nothing listens, too', async () => {
    const { exitCode, stdout, stderr } = await runHere(['doctor', `http://127.0.0.1:${await closedPort()}`, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, cases: expect.arrayContaining([]) });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  it('takes the secret from GPTBOTS_WEBHOOK_SECRET', async () => {
    const env = { GPTBOTS_WEBHOOK_SECRET: secret };
    expect((await runHere(['doctor', await startWebhook()], env)).exitCode).toBe(0);
  });
});

// A report without its line breaks, which depend on how long a port's number is.
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('gptbots-human doctor with --api-key', () => {
  it('checks that the API takes the key, by a reply to a conversation that cannot exist', async () => {
    const platform = createPlatform({ apiKey: 'the-api-key' });
    const api = await platform.listen();
    const env = { GPTBOTS_BASE_URL: api.url };
    const args = ['doctor', await startWebhook(), '--secret', secret];
    const right = await runHere([...args, '--api-key', 'the-api-key'], env);
    const wrong = await runHere([...args, '--api-key', 'another-key'], env);
    await platform.close();
    expect(right.exitCode, right.stdout).toBe(0);
    expect(wrong.exitCode).toBe(1);
    expect(oneLine(wrong.stdout)).toMatch(
      /Problem Your replies would not reach visitors: .* refused the API key \(HTTP 401/,
    );
    expect(wrong.stdout).not.toContain('another-key');
    const replies = platform.calls.filter(({ name }) => name === 'sendReply');
    expect(replies.map(({ name, conversationId }) => [name, conversationId])).toEqual([
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
    [
      'streams without an end',
      () =>
        serve((_req, res) => {
          const timer = setInterval(() => res.write('x'.repeat(200_000)), 1);
          res.on('close', () => clearInterval(timer));
        }),
      'is something other than the API (HTTP 200, and a stream without an end)',
    ],
    ['has a self-signed certificate', serveSelfSigned, 'Its certificate is self-signed', 'https'],
    ['cannot be reached', closedPort, 'cannot be reached (ECONNREFUSED)'],
  ])('says what is wrong when what is at --api-base-url %s', async (_what, port, expected, scheme = 'http') => {
    const api = `${scheme}://127.0.0.1:${await port()}`;
    const args = ['--secret', secret, '--api-key', 'the-api-key', '--api-base-url', api];
    const { exitCode, stdout } = await runHere(['doctor', await startWebhook(), ...args]);
    expect(oneLine(stdout)).toContain(expected);
    expect(exitCode).toBe(1);
  });

  it('prints what it found of the API as JSON too, with --json, and no secret in it', async () => {
    // In the path of the base URL, and in the answer.
    const port = await serve((_req, res) => void res.writeHead(404).end('{"code":404,"message":"the-api-key"}'));
    const api = `http://127.0.0.1:${port}/the-api-key/${secret}`;
    const args = ['--secret', secret, '--api-key', 'the-api-key', '--api-base-url', api, '--json'];
    const { exitCode, stdout } = await runHere(['doctor', await startWebhook(), ...args]);
    const { ok, cases } = JSON.parse(stdout);
    expect({ ok, exitCode }).toEqual({ ok: false, exitCode: 1 });
    expect(cases.find(({ name }: { name: string }) => name.startsWith('the API of GPTBots'))).toMatchObject({
      ok: false,
      got: 'HTTP 404 with code 404',
      detail: expect.stringContaining('/[redacted]/[redacted]/v1/human/message/receive has no such path'),
      fix: expect.stringContaining('--api-base-url'),
    });
    expect(stdout).not.toContain('the-api-key');
    expect(stdout).not.toContain(secret);
  });
});

describe('what GPTBots sees, according to doctor', () => {
  // An API that takes the key, and has tested these URLs.
  async function startApi(test: (res: ServerResponse) => void): Promise<string> {
    const port = await serve((req, res) => {
      req.resume();
      if (req.url === '/v1/webhook/check') test(res);
      else res.writeHead(400).end('{"code":40356,"message":"conversation does not exist"}');
    });
    return `http://127.0.0.1:${port}`;
  }

  const results = (...tested: object[]) => {
    const all = tested.map((one) => ({
      type: 'human_service',
      component_id: 'c-1',
      component_name: 'Support',
      ...one,
    }));
    return (res: ServerResponse) => void res.end(JSON.stringify({ results: all }));
  };

  async function doctor(test: (res: ServerResponse) => void, args: string[] = [], url?: string) {
    const env = {
      GPTBOTS_WEBHOOK_SECRET: secret,
      GPTBOTS_API_KEY: 'the-api-key',
      GPTBOTS_BASE_URL: await startApi(test),
    };
    const ended = await runHere(['doctor', url ?? (await startWebhook()), ...args], env);
    return { ...ended, text: oneLine(ended.stdout) };
  }

  it('stands beside what is seen from here, with a key of the environment too', async () => {
    const url = await startWebhook();
    const seen = { webhook_url: `${url}/${secret}/`, reachable: true, http_status: 200, latency_ms: 120.4 };
    const { exitCode, text } = await doctor(results(seen), [], url);
    expect(text).toContain(
      `What GPTBots sees ${url}/[redacted] human_service, component Support (c-1) reachable, HTTP 200, 120 ms From here: POST /gptbots/conversation/establish answered 200 in`,
    );
    expect(exitCode, text).toBe(0);
  });

  it('is what a simulator sees that runs', async () => {
    const url = await startWebhook();
    const platform = createPlatform({ secret });
    platform.connect(url);
    const { url: api } = await platform.listen();
    onTestFinished(() => platform.close());
    const args = ['--secret', secret, '--api-key', 'any', '--api-base-url', api];
    const { exitCode, stdout } = await runHere(['doctor', url, ...args]);
    expect(oneLine(stdout)).toMatch(
      /What GPTBots sees \S+\/gptbots human_service, component .* reachable, HTTP 200, \d+ ms From here: POST/,
    );
    expect(exitCode, stdout).toBe(0);
    platform.connect(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const other = await runHere(['doctor', url, ...args]);
    expect(oneLine(other.stdout)).toContain('Advice Visitors of another component would see Busy');
    expect(other.exitCode, other.stdout).toBe(0);
  });

  it('is a problem when the given URL is not reachable for GPTBots, whichever of its routes GPTBots names', async () => {
    const url = await startWebhook();
    const seen = {
      webhook_url: `${url}/conversation/establish`,
      reachable: false,
      http_status: null,
      latency_ms: 3000,
    };
    const { exitCode, text } = await doctor(results(seen), [], url);
    expect(text).toContain('Problem Visitors would see Busy: GPTBots sees');
    expect(text).toContain('not reachable, no HTTP status, 3000 ms. From here: POST /gptbots/conversation/establish');
    expect(text).toContain('The host has to be public');
    expect(exitCode).toBe(1);
  });

  it('is advice when the URL of another component is not reachable', async () => {
    const other = { webhook_url: 'https://other.example/hook', reachable: false, http_status: 401, latency_ms: 9 };
    const { exitCode, text } = await doctor(results(other));
    expect(text).toContain(
      'Advice Visitors of another component would see Busy: GPTBots sees https://other.example/hook',
    );
    expect(text).toContain('lacks the secret of your server');
    expect(exitCode, text).toBe(0);
  });

  it('is JSON with --json', async () => {
    const url = await startWebhook();
    const seen = { webhook_url: url, reachable: true, http_status: 200, latency_ms: 7 };
    const odd = { webhook_url: 7, reachable: 'yes', http_status: '200', component_name: null, type: ['\u001b'] };
    const { stdout } = await doctor(results(seen, odd), ['--json'], url);
    expect(JSON.parse(stdout).gptbots.results).toEqual([
      { type: 'human_service', component_id: 'c-1', component_name: 'Support', ...seen, given: true },
      {
        type: '',
        component_id: 'c-1',
        component_name: '',
        webhook_url: '',
        reachable: false,
        http_status: null,
        latency_ms: null,
        given: false,
      },
    ]);
  });

  it('says nothing that commands the terminal', async () => {
    const hostile = '\u001b[2J\n\u009b31m\u202e\u200b';
    const seen = { webhook_url: `https://x/${hostile}`, reachable: true, component_name: hostile, type: hostile };
    const { stdout } = await doctor(results({ ...seen }, { ...seen, webhook_url: hostile, reachable: false }));
    expect(stdout.replaceAll('\n', '')).not.toMatch(unprintable);
  });

  const answers: [expected: string, test: (res: ServerResponse) => void][] = [
    ['does not offer the test', (res) => void res.writeHead(404).end('{"code":404}')],
    ['did not test the webhooks (HTTP 200 with code 50000)', (res) => void res.end('{"code":50000}')],
    ['did not test the webhooks (UND_ERR_SOCKET)', (res) => void res.socket?.destroy()],
    ['has no webhook URL for this agent', results()],
  ];

  it.each(answers)('may be nothing: GPTBots %s', async (expected, test) => {
    const { exitCode, text } = await doctor(test);
    expect(text).toContain(expected);
    expect(exitCode, text).toBe(0);
  });

  it('is not asked for with --no-api, nor without a key, and the report says so', async () => {
    let calls = 0;
    const test = (res: ServerResponse) => {
      calls++;
      res.end();
    };
    const without = await doctor(test, ['--no-api']);
    expect(without.text).toContain('GPTBots: tested no URL: --no-api was given, though GPTBOTS_API_KEY is set');
    expect(calls).toBe(0);
    const { stdout } = await runHere(['doctor', await startWebhook(), '--secret', secret]);
    expect(oneLine(stdout)).toContain('tested no URL: there is no --api-key and no GPTBOTS_API_KEY');
  });
});

describe('the progress of doctor', () => {
  it('is shown on a terminal only, and taken away again', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) };
    const done = showProgress(output, 'Checking');
    vi.advanceTimersByTime(2000);
    done();
    vi.advanceTimersByTime(2000);
    const shown = ['Checking, 0 s', 'Checking, 1 s', 'Checking, 2 s', ''].map((text) => `\r\u001b[K${text}`);
    expect(written).toEqual(shown);
    showProgress({ ...output, isTTY: false }, 'Checking')();
    expect(written).toEqual(shown);
  });
});
