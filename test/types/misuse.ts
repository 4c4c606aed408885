// Every mistake here has to be a type error. Checked by `npm run typecheck`; nothing of it ever runs.
import { createServer } from 'node:http';
import {
  type CallOptions,
  createHumanWebhook,
  type EstablishRequest,
  GptBotsHumanClient,
  type GptBotsHumanError,
  type HumanWebhook,
  type HumanWebhookOptions,
  type WebhookContext,
  type WebhookReply,
} from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import { createTelemetry, type Telemetry } from 'gptbots-human/opentelemetry';

declare const webhook: HumanWebhook;
declare const client: GptBotsHumanClient;
declare const request: EstablishRequest;
declare const ctx: WebhookContext;
declare const error: GptBotsHumanError;
declare const telemetry: Telemetry;

const handlers = { establish() {}, chat() {}, close() {} };
const options: HumanWebhookOptions = { secret: 's', ...handlers };

export function webhookOptions(): void {
  // @ts-expect-error: forgetting the secret must not leave the webhook open
  createHumanWebhook({ ...handlers });
  // @ts-expect-error: open only with `false`
  createHumanWebhook({ ...options, secret: true });
  // @ts-expect-error: a handler for each route
  createHumanWebhook({ secret: 's', establish() {}, chat() {} });
  // @ts-expect-error: to say no, return decline()
  createHumanWebhook({ ...options, establish: () => false });
  // @ts-expect-error: the answer is not the handler's to make
  createHumanWebhook({ ...options, chat: async () => ({ code: 0, message: 'success' }) });
  // @ts-expect-error: the request of another route
  createHumanWebhook({ ...options, close: (chat: EstablishRequest) => void chat.bot_id });
  // @ts-expect-error: misspelt
  createHumanWebhook({ ...options, timeoutMS: 1_000 });
  // @ts-expect-error: in milliseconds, as a number
  createHumanWebhook({ ...options, timeoutMs: '10s' });
  // @ts-expect-error: off is `false`
  createHumanWebhook({ ...options, dedupe: true });
  // @ts-expect-error: says yes or no
  createHumanWebhook({ ...options, verify: () => 'yes' });
}

export function webhookUse(): void {
  // @ts-expect-error: one of its faces, not the webhook itself
  createServer(webhook);
  // @ts-expect-error: the face for node:http
  createServer(webhook.fetch);
  // @ts-expect-error: the routes are establish, chat and close
  webhook.routes.message;
  // @ts-expect-error: the webhook itself, not one of its faces
  toKoa(webhook.node);
  // @ts-expect-error: likewise
  toFastify(webhook.fetch);
  // @ts-expect-error: a body of that kind cannot be read
  webhook.handle({ method: 'POST', url: '/chat', headers: {}, body: 1 });
  // @ts-expect-error: a reply has to be awaited
  webhook.handle({ method: 'POST', url: '/chat', headers: {}, body: '' }) satisfies WebhookReply;
}

export function requests(): void {
  // @ts-expect-error: absent in the 2024 edition of the protocol
  request.user_info.user_id;
  // @ts-expect-error: may be null
  request.user_info?.email satisfies string | undefined;
  // @ts-expect-error: a list of messages
  request.body satisfies string;
  // @ts-expect-error: a field of the wire is snake_case
  request.conversationId satisfies string;
}

export function context(): void {
  // @ts-expect-error: a promise, or a function
  ctx.waitUntil('work');
  // @ts-expect-error: belongs to the request
  ctx.route = 'chat';
}

export function clientOptions(): void {
  // @ts-expect-error: misspelt
  new GptBotsHumanClient({ apikey: 'key' });
  // @ts-expect-error: no such mode
  new GptBotsHumanClient({ retry: 'always' });
  // @ts-expect-error: a signal belongs to one call
  new GptBotsHumanClient({ signal: new AbortController().signal });
  // @ts-expect-error: the order belongs to the client
  ({ ordered: false }) satisfies CallOptions;
}

export function telemetryOptions(): void {
  // @ts-expect-error: no such option
  createTelemetry({ meterProvider: undefined });
  // @ts-expect-error: that of another part
  new GptBotsHumanClient({ ...telemetry.webhook });
  // @ts-expect-error: that of another part
  createHumanWebhook({ ...options, ...telemetry.client });
  // @ts-expect-error: a desk has more to tell than its webhook
  createDesk({ client, secret: 's', ...telemetry.webhook });
}

export function calls(): void {
  // @ts-expect-error: what to say is missing
  client.sendReply({ conversation_id: 'c' });
  // @ts-expect-error: the wire's names
  client.sendReply({ conversationId: 'c', body: 'Hello' });
  // @ts-expect-error: milliseconds, not a Date
  client.closeSession({ conversation_id: 'c', timestamp: new Date() });
  // @ts-expect-error: no such method
  client.close({ conversation_id: 'c' });
}

export function errors(): void {
  // @ts-expect-error: no such kind
  if (error.kind === 'network') return;
  // @ts-expect-error: the answer is one of three
  if (error.delivery === 'delivered') return;
  // @ts-expect-error: an error does not change
  error.kind = 'api';
  // @ts-expect-error: only where GPTBots gave one
  error.code satisfies number;
}
