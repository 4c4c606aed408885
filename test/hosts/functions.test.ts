import { HttpRequest } from '@azure/functions';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import type { ChatRequest, WebhookContext } from 'gptbots-human';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Face, mountWith, onPort } from '../adapters/conformance/face.ts';
import { itConforms } from '../adapters/conformance.ts';
import { type Answered, expectAnswer } from '../helpers/answered.ts';
import { sendToFetch } from '../helpers/fetch-client.ts';
import type { Sent } from '../helpers/http-client.ts';
import { payloadText } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret } from '../helpers/test-webhook.ts';
import { sampleWith } from './sample-with.ts';

const freezing = { prefix: '/gptbots', fallsThrough: false, answersAfterWork: true } as const;
const called = { ...freezing, body: 'raw', withoutServer: true } as const;

itConforms({
  ...called,
  name: 'AWS Lambda behind an HTTP API or a function URL',
  async mount(webhook) {
    const { handler } = await sampleWith(webhook, () => import('./samples/lambda-v2.ts'));
    return { send: async (sent) => answeredBy(await handler(eventV2(sent))) };
  },
});

itConforms({
  ...called,
  name: 'AWS Lambda behind a REST API or a load balancer',
  async mount(webhook) {
    const { handler } = await sampleWith(webhook, () => import('./samples/lambda-v1.ts'));
    return { send: async (sent) => answeredBy(await handler(eventV1(sent))) };
  },
});

itConforms({
  ...called,
  name: 'Azure Functions',
  async mount(webhook) {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { handler } = await sampleWith(webhook, () => import('./samples/azure.ts'));
    return {
      async send({ method = 'POST', path, headers = {}, body }) {
        const init = { method, url: `http://localhost${path}`, headers: flat(headers) };
        const given = method === 'GET' || body === undefined ? {} : { body: { bytes: Buffer.from(body) } };
        const { status = 200, headers: sent, body: text } = await handler(new HttpRequest({ ...init, ...given }));
        return { status, headers: Object.fromEntries(new Headers(sent as HeadersInit)), text: String(text) };
      },
    };
  },
});

itConforms({
  ...freezing,
  name: 'Google Cloud Functions',
  body: 'parsed',
  async mount(webhook) {
    await sampleWith(webhook, () => import('./samples/cloud-functions.ts'));
    return onPort(await serve(getTestServer('gptbots')));
  },
});

describe('AWS Lambda with Fastify', () => {
  it('answers when the work behind the answer is done', async () => {
    const done: string[] = [];
    vi.resetModules();
    vi.doMock('./samples/webhook.ts', () => ({
      options: {
        secret,
        establish() {},
        chat: ({ body }: ChatRequest, ctx: WebhookContext) => ctx.waitUntil(() => done.push(body)),
        close() {},
      },
    }));
    const { handler } = await import('./samples/fastify-lambda.ts');
    for (const [index, body] of ['one', 'two'].entries()) {
      const sent = { path: `/gptbots/${secret}/chat`, body: payloadText('chat', { body, timestamp: index }) };
      // The sample passes the context on, which is not looked at.
      const answer = await handler(eventV2(sent), {} as Context);
      expectAnswer(answeredBy(answer), 200);
    }
    expect(done).toEqual(['one', 'two']);
  });
});

// The context that Vercel's runtime has for its own packages.
const vercel = Symbol.for('@vercel/request-context');

const vercelFunctions: Face = {
  name: 'Vercel Functions',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: false,
  withoutServer: true,
  ownWaitUntil: true,
  async mount(webhook) {
    const { POST } = await sampleWith(webhook, () => import('./samples/vercel.ts'));
    return { send: (sent) => sendToFetch(POST, sent) };
  },
};

itConforms(vercelFunctions);

it('Vercel is told once of the work behind an answer', async () => {
  const told: Promise<unknown>[] = [];
  const runtime = { get: () => ({ waitUntil: (work: Promise<unknown>) => told.push(work) }) };
  Object.assign(globalThis, { [vercel]: runtime });
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, vercel);
  });
  const done: string[] = [];
  const { post } = await mountWith(vercelFunctions, {
    chat: (_request, { waitUntil }) => {
      waitUntil(() => done.push('one'));
      waitUntil(() => done.push('two'));
    },
  });
  expectAnswer(await post('chat'), 200);
  expect(told).toHaveLength(1);
  await told[0];
  expect(done).toEqual(['one', 'two']);
});

function eventV2({ method = 'POST', path, headers = {}, body }: Sent): APIGatewayProxyEventV2 {
  const [rawPath = '', ...query] = path.split('?');
  const event = {
    version: '2.0',
    rawPath,
    rawQueryString: query.join('?'),
    headers: flat(headers),
    requestContext: { http: { method, path: rawPath } },
    ...payloadOf(body),
  };
  // What the sample reads, of what there is.
  return event as unknown as APIGatewayProxyEventV2;
}

function eventV1({ method = 'POST', path, headers = {}, body }: Sent): APIGatewayProxyEvent {
  const [before = '', ...query] = path.split('?');
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query.join('?')))
    parameters[name] = [...(parameters[name] ?? []), value];
  const event = {
    httpMethod: method,
    path: before,
    multiValueQueryStringParameters: query.length > 0 ? parameters : null,
    multiValueHeaders: Object.fromEntries(
      Object.entries(flat(headers)).map(([name, value]) => [capital(name), [value]]),
    ),
    ...payloadOf(body),
  };
  // What the sample reads, of what there is.
  return event as unknown as APIGatewayProxyEvent;
}

/** Text as it is, anything else as base64, as API Gateway does. */
function payloadOf(body: Sent['body']): { body: string | null; isBase64Encoded: boolean } {
  if (body === undefined) return { body: null, isBase64Encoded: false };
  if (typeof body === 'string') return { body, isBase64Encoded: false };
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

function flat(headers: NonNullable<Sent['headers']>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

// API Gateway leaves the names as they were sent.
function capital(name: string): string {
  return name.replace(/^\w/, (letter) => letter.toUpperCase());
}

function answeredBy({
  statusCode = 0,
  headers = {},
  body = '',
}: APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult): Answered {
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    text: body,
  };
}
