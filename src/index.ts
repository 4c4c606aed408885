/**
 * Connects your own customer-service desk to GPTBots agents: the models of the human-service protocol, a client for
 * what you send, and the webhook for what you receive.
 */
export {
  createHumanWebhook,
  type HumanWebhook,
  type WebhookFaces,
} from './adapters/create-human-webhook.ts';
export type { FetchHandler } from './adapters/fetch.ts';
export type { FetchRequest, RequestLike, WrappedRequest } from './adapters/fetch-request.ts';
export type { NodeHandler } from './adapters/node.ts';
export type { NodeRequest, NodeResponse } from './adapters/node-types.ts';
export type { PlainHandler } from './adapters/plain.ts';
export type { HandleRequest as PlainRequest } from './adapters/plain-request.ts';
export { type CloseSessionInput, GptBotsHumanClient, type SendReplyInput } from './client/client.ts';
export type { FetchInit, FetchLike, FetchResponse } from './client/fetch-like.ts';
export type { CallInfo, CallOptions, ClientOptions, ExtraHeaders, Operation, RetryMode } from './client/options.ts';
export type { ClientTelemetry } from './client/telemetry.ts';
export {
  type Attempt,
  type Delivery,
  type ErrorCause,
  type ErrorDetails,
  type ErrorKind,
  GptBotsHumanError,
  type InputIssue,
  isGptBotsHumanError,
} from './internal/error.ts';
export type { Logger } from './internal/logger.ts';
export * from './models/api.ts';
export * from './models/webhook.ts';
export { type Declined, decline } from './webhook/decline.ts';
export type { RequestAnswered, WebhookTelemetry } from './webhook/telemetry.ts';
export type {
  CallContext,
  DedupeOptions,
  DrainOptions,
  HandledInfo,
  HumanWebhookOptions,
  WebhookContext,
  WebhookHandler,
  WebhookReply,
  WebhookRequest,
  WebhookRoute,
} from './webhook/types.ts';
