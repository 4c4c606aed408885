// Everything here has to compile. Checked by `npm run typecheck`; nothing of it ever runs.
import {
  type ChatRequest,
  type ChatRequestSchema,
  type CloseRequest,
  type CloseType,
  createHumanWebhook,
  type Delivery,
  decline,
  type EstablishRequest,
  GptBotsHumanClient,
  GptBotsHumanError,
  type HumanWebhook,
  type HumanWebhookOptions,
  isGptBotsHumanError,
  type Logger,
} from 'gptbots-human';
import { expectTypeOf } from 'vitest';
import type * as z from 'zod';

declare const webhook: HumanWebhook;
declare const close: CloseRequest;
declare const caught: unknown;

const handlers = { establish() {}, chat() {}, close() {} };

export function secrets(): HumanWebhookOptions[] {
  // An environment variable may be undefined, which throws at construction rather than leaving the webhook open.
  const secret = process.env.GPTBOTS_WEBHOOK_SECRET;
  const rotation = ['new', 'old'] as const;
  return [
    { secret, ...handlers },
    { secret: rotation, ...handlers },
    { secret: false, ...handlers },
  ];
}

export function handlerResults(): HumanWebhookOptions[] {
  return [
    { secret: 's', ...handlers, establish: () => decline('closed') },
    { secret: 's', ...handlers, establish: async ({ email }) => (email ? decline() : undefined) },
    { secret: 's', ...handlers, chat: async (request, ctx) => ctx.waitUntil(() => Promise.resolve(request.body)) },
    { secret: 's', ...handlers, close: ({ type }) => console.log(type) },
  ];
}

export function inferredRequests(): HumanWebhook {
  return createHumanWebhook({
    secret: 's',
    establish: (request) => expectTypeOf(request).toEqualTypeOf<EstablishRequest>() && undefined,
    chat: (request) => expectTypeOf(request).toEqualTypeOf<ChatRequest>() && undefined,
    close: (request) => expectTypeOf(request).toEqualTypeOf<CloseRequest>() && undefined,
  });
}

export function optionsThatMayBeUndefined(): GptBotsHumanClient {
  return new GptBotsHumanClient({
    apiKey: process.env.KEY,
    baseUrl: process.env.URL,
    region: undefined,
    logger: console,
  });
}

export function openUnions(): CloseType {
  if (close.type === 'AGENT_LEFT') return 'AGENT_LEFT';
  const region: string = 'eu';
  new GptBotsHumanClient({ region });
  return close.type;
}

export function timestamps(): void {
  expectTypeOf<z.input<typeof ChatRequestSchema>['timestamp']>().toEqualTypeOf<number | string>();
  expectTypeOf<ChatRequest['timestamp']>().toEqualTypeOf<number>();
  expectTypeOf<EstablishRequest['body'][number]['text']>().toEqualTypeOf<string>();
}

export function narrowing(): Delivery {
  if (isGptBotsHumanError(caught)) return caught.delivery;
  if (caught instanceof GptBotsHumanError) return caught.delivery;
  return 'unknown';
}

/** A switch over every kind is complete, the desk's included. */
export function advice(error: GptBotsHumanError): string {
  switch (error.kind) {
    case 'input':
    case 'api':
    case 'http':
    case 'connection':
    case 'timeout':
    case 'aborted':
    case 'response':
      return 'client';
    case 'closed':
    case 'not_found':
    case 'conflict':
    case 'store':
    case 'cursor':
      return 'desk';
    default:
      return error.kind satisfies never;
  }
}

export function faces(): void {
  expectTypeOf(webhook.fetch).toBeCallableWith(new Request('http://localhost'));
  expectTypeOf(webhook.fetch).returns.toEqualTypeOf<Promise<Response>>();
  expectTypeOf(webhook.drain).returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf(webhook.routes).toHaveProperty('establish');
}

export const winstonLike: Logger = {
  debug: (message: string, ...meta: unknown[]) => [message, meta],
  warn: (message: string, ...meta: unknown[]) => [message, meta],
};
