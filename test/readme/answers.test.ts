import { request as httpRequest } from 'node:http';
import { createHumanWebhook, decline, type HumanWebhookOptions } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { table } from './document.ts';
import { listen } from './listen.ts';

const contract = { conversation_id: 'c1', timestamp: 1742265090895, body: 'hello' };
const slow = () => new Promise<void>(() => {});
const stuck = () => new Promise<boolean>(() => {});
const fail = () => {
  throw new Error('private');
};

/** Sends one chat request to a webhook with these options, and resolves to the status. Checks the form of the answer. */
async function answer(
  options: Partial<HumanWebhookOptions>,
  { path = '/chat', ...init }: RequestInit & { path?: string } = {},
): Promise<number> {
  const webhook = createHumanWebhook({
    ...{ secret: false, establish: () => {}, chat: () => {}, close: () => {}, logger: {} },
    ...options,
  });
  const url = await listen(webhook.node);
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(contract), ...init });
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({ code: response.status, message: expect.any(String) });
  expect(text).not.toContain('private');
  return response.status;
}

/** For each row of the README's table, by its status, every way to come by it. */
const cases: Record<string, () => Promise<number>[]> = {
  200: () => [answer({})],
  400: () => [answer({}, { body: '{' }), answer({}, { body: '{"conversation_id":"c1"}' })],
  401: () => [answer({ secret: 'secret' }), answer({ verify: () => false })],
  404: () => [answer({}, { path: '/elsewhere' })],
  405: () => [answer({}, { method: 'PUT' })],
  408: () => [answerToUnfinishedBody()],
  413: () => [answer({ maxBodyBytes: 10 })],
  415: () => [
    answer({}, { headers: { 'content-encoding': 'gzip' } }),
    answer({}, { headers: { 'content-type': 'application/json; charset=utf-32' } }),
  ],
  500: () => [answer({ chat: fail }), answer({ verify: fail })],
  503: () => [answer({ chat: () => decline() }), answerWhileDraining()],
  504: () => [answer({ chat: slow, timeoutMs: 20 }), answer({ verify: stuck, timeoutMs: 20 })],
};

describe("README's table of answers", () => {
  it('has a row for each case', () => {
    expect(table('case').map(([, status]) => status)).toEqual(Object.keys(cases));
  });

  it.each(table('case'))('%s: %s', async (_, status = '') => {
    for (const given of await Promise.all(cases[status]?.() ?? [])) expect(String(given)).toBe(status);
  });
});

async function answerToUnfinishedBody(): Promise<number> {
  const webhook = createHumanWebhook({
    ...{ secret: false, establish: () => {}, chat: () => {}, close: () => {}, logger: {}, bodyTimeoutMs: 20 },
  });
  const url = await listen(webhook.node);
  return new Promise((resolve, reject) => {
    const unfinished = httpRequest(`${url}/chat`, { method: 'POST' }, ({ statusCode = 0 }) => resolve(statusCode));
    unfinished.on('error', reject);
    unfinished.write('{');
  });
}

async function answerWhileDraining(): Promise<number> {
  const webhook = createHumanWebhook({ secret: false, establish: () => {}, chat: () => {}, close: () => {} });
  await webhook.drain();
  return (await webhook.handle({ method: 'POST', url: '/chat', headers: {}, body: contract })).status;
}
