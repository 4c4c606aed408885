import express, { type RequestHandler } from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, expectFailure, failures, problems, quickWebhook, served, skippedCases } from './support.ts';

const routeCases = ['establish is accepted', 'chat is accepted', 'close is accepted'];
const busy404 = /^Visitors would see Busy: POST \/gptbots\/conversation\/establish answered 404 in \d+ ms\.$/;
const nothingMounted = 'Nothing is mounted there; mount `webhook.node` at `/gptbots` or correct the URL.';

describe('checkWebhook tells that nothing is mounted', () => {
  it.each([
    ['Express', express()],
    ['Koa', new Koa().callback()],
    ['Express, with the webhook for GET only', express().get('/gptbots/*path', quickWebhook().webhook.node)],
    ['Express, with the webhook elsewhere', express().use('/webhooks', quickWebhook().webhook.node)],
  ])('in %s', async (_name, app) => {
    const report = await checkWebhook(await served(app), { secret });
    expectFailure(report, 'establish is accepted', { detail: busy404, fix: nothingMounted });
    expect(problems(report)).toEqual(routeCases);
    expect(caseOf(report, 'establish without a body').skipped).toContain('Fix that first');
  });

  it('in Fastify, and how it is mounted there', async () => {
    const app = Fastify({ forceCloseConnections: true });
    onTestFinished(() => app.close());
    const report = await checkWebhook(`${await app.listen({ host: '127.0.0.1', port: 0 })}/gptbots`, { secret });
    const fix =
      'Nothing is mounted there; register `toFastify(webhook)` with the prefix `/gptbots` or correct the URL.';
    expectFailure(report, 'establish is accepted', { detail: busy404, fix });
  });

  it('in Hono, given as a fetch handler', async () => {
    const app = new Hono().all('/gptbots/*', (c) => quickWebhook().webhook.fetch(c.req.raw));
    const report = await checkWebhook((request) => app.fetch(request), { secret });
    expectFailure(report, 'establish is accepted', { detail: 'answered 404', fix: /`webhook.fetch`.*`baseUrl`/ });
  });

  it('where the URL lacks the path', async () => {
    const app = express().use('/gptbots', quickWebhook().webhook.node);
    const report = await checkWebhook(new URL('/', await served(app)), { secret });
    expectFailure(report, 'establish is accepted', {
      detail: 'POST /conversation/establish answered 404',
      fix: /lack.*`\/gptbots`/,
    });
  });

  it('for a single route that was forgotten', async () => {
    const { routes } = quickWebhook().webhook;
    const app = express()
      .use('/gptbots/conversation/establish', routes.establish.node)
      .use('/gptbots/chat', routes.chat.node);
    const report = await checkWebhook(await served(app), { secret });
    expectFailure(report, 'close is accepted', {
      detail: /^You would not learn that a conversation has ended: POST \/gptbots\/conversation\/close answered 404/,
      fix: nothingMounted,
    });
    expect(caseOf(report, 'establish is accepted').ok).toBe(true);
    expect(caseOf(report, 'chat is accepted').ok).toBe(true);
  });
});

describe('checkWebhook tells', () => {
  it('a webhook whose basePath is another one', async () => {
    const report = await checkWebhook(await served(quickWebhook({ basePath: '/human' }).webhook.node), { secret });
    expectFailure(report, 'establish is accepted', {
      detail: busy404,
      fix: /answers there, but not for this path.*`\/gptbots`/,
    });
  });

  it('a catch-all, such as of a single-page application, that answers everything with a page', async () => {
    const page: RequestHandler = (_req, res) =>
      void res.send('<!doctype html><title>Shop</title><div id="root"></div>');
    const report = await checkWebhook(await served(express().use(page).use(quickWebhook().webhook.node)), { secret });
    expectFailure(report, 'establish is accepted', {
      detail: /^Visitors would see Connecting, but the webhook may not have got the request: .* answered 200/,
      fix: /web page.*answers everything with 200.*Mount the webhook before it/,
    });
  });

  it.each<[string, RequestHandler, RegExp]>([
    ['an empty body', (_req, res) => void res.status(200).end(), /answers 200 before.*an empty body/],
    ['plain text', (_req, res) => void res.send('OK'), /answers 200 before.*drops the webhook's answer.*OK/],
    ['JSON of another kind', (_req, res) => void res.json({ success: true }), /answers 200 before.*\{"success":true\}/],
    ['a code that is text', (_req, res) => void res.json({ code: '200', message: 'success' }), /"code": number/],
    [
      'another success',
      (_req, res) => void res.status(202).json({ code: 200, message: 'success' }),
      /accepts only status 200, not 202/,
    ],
    ['no content', (_req, res) => void res.sendStatus(204), /accepts only status 200, not 204/],
  ])('an answer that is given without the webhook: %s', async (_case, answer, fix) => {
    const report = await checkWebhook(await served(express().use(answer)), { secret });
    expectFailure(report, 'establish is accepted', { detail: /conversation\/establish answered 20/, fix });
    expect(problems(report)).toEqual(routeCases);
  });

  it('an answer to everything that looks right', async () => {
    const always: RequestHandler = (_req, res) => void res.json({ code: 200, message: 'success' });
    const report = await checkWebhook(await served(express().use(always)), { secret });
    expectFailure(report, 'establish with a wrong secret is refused', {
      detail: /^Strangers could open/,
      fix: /answers 200 before/,
    });
    expectFailure(report, 'chat with malformed JSON is refused', {
      detail: 'answered 200',
      fix: /answer 400 when that fails/,
    });
    expectFailure(report, 'GET on chat is refused', { detail: 'answered 200', fix: /no catch-all/ });
    expectFailure(report, 'an unknown route is not found', {
      level: 'advice',
      detail: 'answered 200',
      fix: /catch-all.*404/,
    });
    expectFailure(report, 'chat without body is refused, and the field named', {
      level: 'advice',
      detail: 'answered 200',
      fix: /400 when body is missing/,
    });
    expectFailure(report, 'a body that is too large is refused', {
      level: 'advice',
      detail: 'fill the memory',
      fix: /limit/,
    });
  });

  it('a webhook for POST only from one that is wrong: GET not found is advice', async () => {
    const app = express().post('/gptbots/*path', quickWebhook().webhook.node);
    const report = await checkWebhook(await served(app), { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    expectFailure(report, 'GET on establish is refused', {
      level: 'advice',
      detail: /^Refused, but not with 405/,
      fix: /every method/,
    });
    expectFailure(report, '405 says which method is allowed', {
      level: 'advice',
      detail: /Allow/,
      fix: /every method/,
    });
  });

  it('a secret in the URL of a webhook that is not mounted below its own path', async () => {
    const { routes } = quickWebhook().webhook;
    const app = express();
    app.all('/gptbots/conversation/establish', routes.establish.node);
    app.all('/gptbots/conversation/close', routes.close.node);
    app.all('/gptbots/chat', routes.chat.node);
    const report = await checkWebhook(await served(app), { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    const name = 'the secret as the path segment before the route';
    expectFailure(report, name, { level: 'advice', detail: /URL only/, fix: /all paths below/ });
    expect(skippedCases(report)).not.toContain(name);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  it('nothing of a secret in the URL, when nothing is mounted there', async () => {
    const report = await checkWebhook(`${await served(express())}/${secret}?token=hunter22`, { secret });
    expectFailure(report, 'establish is accepted', {
      detail: '/gptbots/[secret]/conversation/establish',
      fix: '`/gptbots/[secret]`',
    });
    expect(JSON.stringify(report)).not.toMatch(new RegExp(`${secret}|hunter22`));
  });
});
