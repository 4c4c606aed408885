import { GptBotsHumanError } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, failures, neverTried, quickWebhook, served, skippedCases } from './support.ts';

const withSecret = 'the webhook asks for a secret';
const streamsOnly = ['a compressed body is understood or refused', 'a body that never ends is not waited for'];

describe('checkWebhook finds nothing wrong', () => {
  it('with webhook.node on a server', async () => {
    const report = await checkWebhook(await served(quickWebhook().webhook.node), { secret });
    expect(failures(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(skippedCases(report)).toEqual([withSecret, ...neverTried]);
  });

  it('with webhook.fetch', async () => {
    const report = await checkWebhook(quickWebhook().webhook.fetch, { secret });
    expect(failures(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(skippedCases(report)).toEqual([withSecret, ...neverTried]);
  });

  it('with webhook.handle, to which no stream can be given', async () => {
    const report = await checkWebhook(quickWebhook().webhook, { secret });
    expect(failures(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(skippedCases(report)).toEqual([withSecret, ...streamsOnly, ...neverTried]);
  });

  it('with a basePath, told by the URL or by baseUrl', async () => {
    const { webhook } = quickWebhook({ basePath: '/gptbots' });
    expect(failures(await checkWebhook(await served(webhook.node), { secret }))).toEqual([]);
    for (const target of [webhook.fetch, webhook]) {
      const baseUrl = 'http://localhost/gptbots/';
      expect(failures(await checkWebhook(target, { secret, baseUrl }))).toEqual([]);
    }
  });

  it.each(['contraseña/密码 +%&?#', 'a', 'gptbots-human', 'message', `${secret} `])(
    'with the secret "%s"',
    async (other) => {
      const { webhook } = quickWebhook({ secret: other.trim() });
      expect(failures(await checkWebhook(await served(webhook.node), { secret: other }))).toEqual([]);
    },
  );

  it('with a success code of 0', async () => {
    expect(failures(await checkWebhook(quickWebhook({ successCode: 0 }).webhook, { secret }))).toEqual([]);
  });

  it('with a secret that is a part of the URL, where no stranger can be played', async () => {
    const url = await served(quickWebhook().webhook.node);
    for (const target of [`${url}/${secret}`, new URL(`${url}?token=${secret}`)]) {
      const report = await checkWebhook(target, { secret });
      expect(failures(report)).toEqual([]);
      expect(caseOf(report, 'chat with a wrong secret is refused').skipped).toContain('URL itself');
      expect(JSON.stringify(report)).not.toContain(secret);
    }
  });
});

describe('a report', () => {
  it('has a name of its own for each case, and says of each what was expected, got and seen', async () => {
    const { cases } = await checkWebhook(quickWebhook().webhook, { secret });
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    for (const one of cases) {
      for (const text of [one.name, one.expected, one.got, one.detail]) expect(text.trim(), one.name).not.toBe('');
    }
  });

  it('names the path and the time of each request', async () => {
    const report = await checkWebhook(await served(quickWebhook().webhook.node), { secret });
    expect(caseOf(report, 'chat is accepted')).toMatchObject({
      detail: expect.stringMatching(/^POST \/gptbots\/chat answered 200 in \d+ ms\.$/),
      got: '200, application/json; charset=utf-8, {"code":200,"message":"success"}',
    });
  });
});

describe('checkWebhook refuses', () => {
  it.each<[string, unknown, object]>([
    ['a target that is no URL', 'localhost:3000', {}],
    ['a URL of another protocol', 'ftp://localhost', {}],
    ['a URL with a password', 'http://user:hunter2@localhost', {}],
    ['a target that is nothing', undefined, {}],
    ['an object without handle()', {}, {}],
    ['a secret with a line break', 'http://localhost', { secret: 'hunter2\nhunter3' }],
    ['a time of zero', 'http://localhost', { timeoutMs: 0 }],
    ['a time that is no number', 'http://localhost', { timeoutMs: Number.NaN }],
  ])('%s, with an error of kind input', async (_case, target, options) => {
    // What JavaScript could pass.
    const error = await checkWebhook(target as string, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GptBotsHumanError);
    expect(error).toMatchObject({ kind: 'input', message: expect.not.stringContaining('hunter2') });
  });
});
