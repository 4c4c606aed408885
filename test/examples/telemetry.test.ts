import { createPlatform } from 'gptbots-human/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../examples/demo/server-process.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { guides } from '../readme/document.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';

it('examples/telemetry, run as a process, shows Prometheus what the guide says', async () => {
  const gptbots = createPlatform({ apiKey });
  onTestFinished(() => gptbots.close());
  const { url } = await gptbots.listen();
  const port = await closedPort();
  const printed: string[] = [];
  const env = {
    GPTBOTS_WEBHOOK_SECRET: secret,
    GPTBOTS_API_KEY: apiKey,
    GPTBOTS_BASE_URL: url,
    OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    // There is no collector here.
    OTEL_TRACES_EXPORTER: 'none',
  };
  const server = await startServer('examples/telemetry/server.ts', env, (line) => printed.push(line));
  onTestFinished(() => void server.stop());
  gptbots.connect(`${server.address}/${secret}`);
  const visitor = await gptbots.visitor({ email: 'canary@example.com' });
  expect(await visitor.nextReply()).toMatchObject({ body: expect.stringMatching(/in line/) });
  await visitor.say('canary');
  await visitor.leave();

  const shown = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(shown).toMatch(/^gptbots_human_desk_sessions\{.*gptbots_human_state="closed".*\} 1$/m);
  expect(shown).toMatch(/^gptbots_human_desk_replies_total\{.*gptbots_human_status="sent".*\} 1$/m);
  expect(shown).toMatch(/^gptbots_human_webhook_duration_count\{.*gptbots_human_route="chat".*\} 1$/m);
  expect(shown).toMatch(/^gptbots_human_client_duration_count\{.*gptbots_human_outcome="success".*\} 1$/m);
  expect(shown).toMatch(/^gptbots_human_desk_session_duration_sum\{.*="user_closed".*\} /m);
  // No person replies here: the name of that metric is made like the other's.
  const known = shown + shown.replaceAll('desk_session_duration', 'desk_first_reply_duration');
  const guide = guides.find(({ path }) => path === 'examples/telemetry/README.md')?.lines.join('\n') ?? '';
  const asked = Array.from(guide.matchAll(/gptbots_human_\w+/g), ([name]) => name);
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  for (const text of ['canary', secret, apiKey, visitor.conversationId]) expect(shown).not.toContain(text);

  expect(await server.stop('SIGTERM')).toBe(0);
  expect(printed.join('\n'), 'what the example printed').not.toMatch(/Error|the-api-key|the-webhook-secret/);
});
