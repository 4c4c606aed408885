import { inspect } from 'node:util';
import { createHumanWebhook, decline, GptBotsHumanClient, type Logger } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { answering } from './failures.ts';
import { chatRequest, establishRequest } from './requests.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';
const text = 'my card number is 4111';
const email = 'bob@example.com';
const secrets = /the-webhook-secret|the-api-key|4111|bob@example\.com/;

/** A logger that keeps what it hears, as one text. */
function recorder(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const level = (name: string) => (message: string, fields?: object) => {
    lines.push(`${name} ${message} ${inspect(fields, { depth: 9 })}`);
  };
  const [debug, info, warn, error] = ['debug', 'info', 'warn', 'error'].map(level);
  // All four exist: the list above has four names.
  return { logger: { debug, info, warn, error } as Logger, lines };
}

/** Requests that are handled, repeated, refused, declined, and whose handler fails. */
async function goThroughEverything(logger: Logger | undefined, onError?: () => void): Promise<void> {
  const webhook = createHumanWebhook({
    ...{ secret, logger, onError },
    establish: () => decline(),
    chat: ({ body }, ctx) => {
      ctx.waitUntil(() => Promise.reject(new Error(`cannot send ${body}`)));
    },
    close: ({ conversation_id }) => {
      throw new Error(`${conversation_id} ${text} ${email}`);
    },
  });
  const headers = { authorization: `Bearer ${secret}` };
  await webhook.handle({ ...establishRequest({ email, body: [{ text }] }), headers });
  await webhook.handle({ ...chatRequest({ body: text }), headers });
  await webhook.handle({ ...chatRequest({ body: text }), headers });
  await webhook.handle({ ...chatRequest({ body: [text, email] }), headers });
  await webhook.handle(chatRequest({ body: text }, `/${secret}x/chat?token=${secret}x`));
  await webhook.handle({ ...chatRequest({ type: 'TIMEOUT' }), url: '/conversation/close', headers });
  await webhook.drain();
}

describe('what the README says about logging', () => {
  it('the webhook warns of refused requests, calls failures of your code errors, and the rest is for debugging', async () => {
    const { logger, lines } = recorder();
    await goThroughEverything(logger);
    const levels = lines.map((line) => line.split(' ')[0]);
    const count = (level: string) => levels.filter((one) => one === level).length;
    expect({ warn: count('warn'), error: count('error'), debug: count('debug') }).toEqual({
      ...{ warn: 2, error: 2, debug: 4 },
    });
    expect(lines.join('\n')).not.toMatch(secrets);
    expect(lines.filter((line) => line.startsWith('error')).join('\n')).toMatch(/error: 'Error',\s+at: 'at /);
  });

  it('by default, warnings and errors go to the console, and with onError the errors go there instead', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const error = vi.spyOn(console, 'error').mockReturnValue();
    await goThroughEverything(undefined);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledTimes(2);
    expect(inspect([warn.mock.calls, error.mock.calls], { depth: 9 })).not.toMatch(secrets);
    const onError = vi.fn();
    await goThroughEverything(undefined, onError);
    expect(onError).toHaveBeenCalledTimes(2);
    expect(error, 'nothing more on the console').toHaveBeenCalledTimes(2);
  });

  it('the client logs retries, and by default nothing; onAttempt hears of every attempt', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const logs = ['debug', 'info', 'log', 'warn', 'error'] as const;
    const spies = logs.map((name) => vi.spyOn(console, name).mockReturnValue());
    const { logger, lines } = recorder();
    const { fetch } = answering(429, { message: `${text} ${apiKey} ${email}` }).options;
    const onAttempt = vi.fn();
    for (const options of [{ logger }, {}]) {
      const client = new GptBotsHumanClient({ apiKey, maxRetries: 1, onAttempt, fetch, ...options });
      await expect(client.sendReply({ conversation_id: 'c1', body: text })).rejects.toThrow('429');
    }
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['warn']);
    expect(onAttempt).toHaveBeenCalledTimes(4);
    expect(lines.join('\n')).not.toMatch(secrets);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});
