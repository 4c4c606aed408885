// Checks a mounted webhook from outside, as `npx gptbots-human doctor` does.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createHumanWebhook } from 'gptbots-human';
import { checkWebhook } from 'gptbots-human/testing';
import { expect, it } from 'vitest';

const webhook = createHumanWebhook({
  secret: 'test',
  establish: () => {},
  chat: () => {},
  close: () => {},
  bodyTimeoutMs: 500, // one of the checks waits for it
  logger: {},
});
const app = express();
app.use('/gptbots', webhook.node); // behind express.json(), the check finds that it stops long requests
app.use(express.json());

it('is mounted as GPTBots needs it', { timeout: 35_000 }, async () => {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  const { ok, cases } = await checkWebhook(`http://127.0.0.1:${port}/gptbots`, { secret: 'test' });
  server.close();
  const problems = cases.filter((one) => !one.ok && one.level === 'problem');
  expect(problems.map(({ detail, fix }) => `${detail} ${fix}`)).toEqual([]);
  expect(ok).toBe(true);
});
