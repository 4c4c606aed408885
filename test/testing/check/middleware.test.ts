import express, { type RequestHandler } from 'express';
import Fastify from 'fastify';
import { toKoa } from 'gptbots-human/koa';
import Koa, { type Middleware } from 'koa';
import bodyParser from 'koa-bodyparser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { checkBriefly, expectFailure, failures, problems, quickWebhook, served } from './support.ts';

const establish = 'establish is accepted';
const long = 'establish with a transcript of 300 kB';

const behind = (...before: RequestHandler[]) =>
  served(
    express()
      .use(...before)
      .use('/gptbots', quickWebhook().webhook.node),
  );

describe('checkWebhook tells a body parser in front', () => {
  const consume: RequestHandler = (req, _res, next) => void req.resume().on('end', () => next());

  it('that kept nothing of the body, in the words of the webhook', async () => {
    const report = await checkWebhook(await behind(consume), { secret });
    expectFailure(report, establish, {
      detail: /^Visitors would see Busy: .* answered 500/,
      fix: /body parser in front.*already read.*Mount the webhook before the body parser, or set req\.rawBody/,
    });
  });

  it('that kept nothing of the body, in Koa', async () => {
    const koaConsume: Middleware = async ({ req }, next) => {
      for await (const _part of req);
      await next();
    };
    const app = new Koa().use(koaConsume).use(toKoa(quickWebhook().webhook));
    const report = await checkWebhook(await served(app.callback()), { secret });
    expectFailure(report, establish, { detail: 'answered 500', fix: /Mount the webhook before the body parser/ });
  });

  it('that kept nothing, before code that waits for the body', async () => {
    const waits: RequestHandler = (req, res) => void req.on('end', () => res.json({ code: 200, message: 'success' }));
    const report = await checkWebhook(await served(express().use(consume, waits)), { secret, timeoutMs: 1000 });
    expectFailure(report, establish, {
      detail: /was not answered within \d+ ms/,
      fix: /body parser.*Mount the webhook before everything else/,
    });
    expectFailure(report, 'every request is answered in time', { detail: /wait for nothing/, fix: /no answer/ });
  });

  it('that answers large and broken bodies itself, with a page and a stack trace', async () => {
    const report = await checkBriefly(await behind(express.json()), { secret });
    expectFailure(report, long, {
      detail: /^Visitors with a long conversation behind them would see Busy: .* answered 413/,
      fix: /express\.json\(\) allows 100 kB.*Mount the webhook before the body parser, or raise the limit/,
    });
    expect(problems(report)).toEqual([long]);
    expectFailure(report, 'errors are JSON as well', { level: 'advice', detail: /./, fix: /before body parsers/ });
    expectFailure(report, 'no answer shows a stack trace', {
      level: 'advice',
      detail: /Strangers/,
      fix: /NODE_ENV=production/,
    });
    expectFailure(report, 'a body that never ends is not waited for', {
      level: 'advice',
      detail: /not answered/,
      fix: /before any body parser/,
    });
  });

  it('that fails on broken bodies', async () => {
    const parse: RequestHandler = (req, _res, next) => {
      let text = '';
      req.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      req.on('end', () => {
        try {
          req.body = JSON.parse(text);
          next();
        } catch (error) {
          next(error);
        }
      });
    };
    const report = await checkBriefly(await behind(parse), { secret });
    expectFailure(report, 'chat with malformed JSON is refused', {
      detail: 'answered 500',
      fix: /body parser.*mount the webhook before it/,
    });
  });

  it('in Koa, which stops at a megabyte, from a problem', async () => {
    const app = new Koa().use(bodyParser()).use(toKoa(quickWebhook().webhook));
    app.silent = true;
    const report = await checkBriefly(await served(app.callback()), { secret });
    expect(problems(report), failures(report).join('\n')).toEqual([]);
  });

  it('of Fastify that takes JSON only', async () => {
    const app = Fastify({ forceCloseConnections: true });
    onTestFinished(() => app.close());
    const { webhook } = quickWebhook();
    app.post('/gptbots/*', async ({ method, url, headers, body }, reply) => {
      const answer = await webhook.handle({ method, url, headers, body: Object(body) });
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    });
    const report = await checkBriefly(`${await app.listen({ host: '127.0.0.1', port: 0 })}/gptbots`, { secret });
    expect(problems(report), failures(report).join('\n')).toEqual([]);
    expectFailure(report, 'chat without a content type', {
      level: 'advice',
      detail: 'answered 415',
      fix: /content type/,
    });
    expectFailure(report, 'errors are JSON as well', { level: 'advice', detail: /./, fix: /It said: / });
  });

  it('of Fastify with a limit that is too low', async () => {
    const app = Fastify({ forceCloseConnections: true, bodyLimit: 100_000 });
    onTestFinished(() => app.close());
    app.post('/gptbots/*', async () => ({ code: 200, message: 'success' }));
    const report = await checkBriefly(`${await app.listen({ host: '127.0.0.1', port: 0 })}/gptbots`, { secret });
    expectFailure(report, long, { detail: 'answered 413', fix: /raise the limit/ });
  });
});

describe('checkWebhook tells a middleware in front', () => {
  it.each<[string, RequestHandler, number, RegExp]>([
    [
      'that redirects to a login',
      (_req, res) => res.redirect('/login?next=chat'),
      302,
      /authentication.*redirects to \/login, but GPTBots cannot log in.*Exempt/,
    ],
    [
      'that redirects to another address',
      (_req, res) => res.redirect(308, 'https://example.com/gptbots/'),
      308,
      /redirects to https:\/\/example\.com\/gptbots\/\. .*final URL/,
    ],
    [
      'with a CSRF protection',
      (_req, res) => void res.status(403).send('ForbiddenError: invalid csrf token'),
      403,
      /CSRF.*Exempt/,
    ],
    ['with a firewall', (_req, res) => void res.status(403).send('<h1>Access denied</h1>'), 403, /firewall.*Exempt/],
    [
      'with basic authentication',
      (_req, res) => void res.status(401).set('www-authenticate', 'Basic realm="x"').end(),
      401,
      /Another authentication in front.*Exempt/,
    ],
    [
      'with an authentication of its own',
      (_req, res) => void res.status(401).send('Unauthorized'),
      401,
      /secrets differ.*authentication middleware in front/,
    ],
    ['with a rate limit', (_req, res) => void res.status(429).send('Too many requests'), 429, /rate limit.*exempt/],
    [
      'with a proxy whose server is away',
      (_req, res) => void res.status(502).send('<h1>Bad Gateway</h1>'),
      502,
      /proxy.*cannot reach.*Start the server/,
    ],
    [
      'with a proxy that has no server',
      (_req, res) => void res.status(503).send('<h1>Service Unavailable</h1>'),
      503,
      /proxy.*Start the server/,
    ],
    [
      'with a proxy that waits too long',
      (_req, res) => void res.status(504).send('<h1>Gateway Time-out</h1>'),
      504,
      /got no answer from/,
    ],
    [
      'that serves files and refuses POST',
      (_req, res) => void res.status(405).send('<h1>405 Not Allowed</h1>'),
      405,
      /not for POST.*mount `webhook\.node` at `\/gptbots`/,
    ],
    ['that throws', (_req, _res, next) => next(new Error('no session store')), 500, /Code in front.*no session store/],
    [
      'that validates',
      (_req, res) => void res.status(422).json({ detail: 'field required: tenant' }),
      422,
      /validation in front.*field required: tenant/,
    ],
    ['that takes forms only', (_req, res) => void res.status(415).end(), 415, /content type/],
  ])('%s', async (_case, before, status, fix) => {
    const report = await checkWebhook(await behind(before), { secret });
    const detail = new RegExp(
      `^Visitors would see Busy: POST /gptbots/conversation/establish answered ${status} in \\d+ ms`,
    );
    expectFailure(report, establish, { detail, fix });
  });

  it('that never goes on', async () => {
    const report = await checkWebhook(await behind(() => {}), { secret, timeoutMs: 500 });
    expectFailure(report, establish, {
      detail: /was not answered within \d+ ms/,
      fix: /neither answers nor calls `next`/,
    });
  });

  it('that takes the content type off the answers', async () => {
    const unlabelled: RequestHandler = (_req, res, next) => {
      const { writeHead } = res;
      res.writeHead = (status: number) => writeHead.call(res, status, { 'content-type': 'text/plain' });
      next();
    };
    const report = await checkWebhook(await behind(unlabelled), { secret });
    expect(report.ok, failures(report).join('\n')).toBe(true);
    expectFailure(report, 'answers are labelled as JSON', {
      level: 'advice',
      detail: /labelled/,
      fix: /content-type: application\/json/,
    });
  });

  it('that shows the headers of the request, and with them the secret', async () => {
    const show: RequestHandler = (req, res, next) => {
      res.set('x-debug', JSON.stringify(req.headers));
      next();
    };
    const report = await checkWebhook(await behind(show), { secret });
    expectFailure(report, 'no answer shows the secret', { level: 'advice', detail: /logs/, fix: /change the secret/ });
    expect(JSON.stringify(report)).not.toContain(secret);
  });
});
