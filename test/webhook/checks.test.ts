import { expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const wrong = { method: 'GET', url: '/nowhere', headers: { authorization: 'Bearer wrong' }, body: 'x'.repeat(1001) };
const right = { authorization: `Bearer ${secret}` };

it('mends one thing after the other: route, method, secret, size, verification, contract', async () => {
  let isVerified = false;
  const { webhook, runs } = testWebhook({ maxBodyBytes: 1000, verify: () => isVerified });
  const request = { ...wrong };
  expectAnswer(await post(webhook, 'chat', request), 404);
  request.url = '/chat';
  expectAnswer(await post(webhook, 'chat', request), 405);
  request.method = 'POST';
  expectAnswer(await post(webhook, 'chat', request), 401);
  request.headers = right;
  expectAnswer(await post(webhook, 'chat', request), 413);
  request.body = 'x'.repeat(1000);
  expectAnswer(await post(webhook, 'chat', request), 401);
  isVerified = true;
  expectAnswer(await post(webhook, 'chat', request), 400);
  expect(runs, 'expected no handler to run so far').toEqual([]);
  request.body = payloadText('chat');
  expectAnswer(await post(webhook, 'chat', request), 200);
  expect(runs).toHaveLength(1);
});

it('speaks of draining after route, method and secret, and before all the rest', async () => {
  const { webhook } = testWebhook({ maxBodyBytes: 1000, verify: () => false });
  expectAnswer(await post(webhook, 'chat'), 401);
  await webhook.drain();
  const request = { ...wrong };
  expectAnswer(await post(webhook, 'chat', request), 404);
  request.url = '/chat';
  expectAnswer(await post(webhook, 'chat', request), 405);
  request.method = 'POST';
  expectAnswer(await post(webhook, 'chat', request), 401);
  request.headers = right;
  expectAnswer(await post(webhook, 'chat', request), 503);
});

it('looks for a repeat only once verify and contract have had their say', async () => {
  let isVerified = true;
  const { webhook, handled } = testWebhook({ verify: () => isVerified });
  expectAnswer(await post(webhook, 'chat'), 200);
  isVerified = false;
  expectAnswer(await post(webhook, 'chat'), 401);
  isVerified = true;
  expectAnswer(await post(webhook, 'chat'), 200);
  expect(handled.map(({ status, duplicate }) => [status, duplicate])).toEqual([
    [200, false],
    [401, false],
    [200, true],
  ]);
});
