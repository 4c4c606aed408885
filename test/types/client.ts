import {
  type CallOptions,
  type CheckWebhooksResponse,
  type ClientOptions,
  type CloseSessionInput,
  type CloseSessionResponse,
  type FetchLike,
  GptBotsHumanClient,
  GptBotsHumanError,
  isGptBotsHumanError,
  type SendReplyInput,
  type SendReplyResponse,
  type WebhookCheck,
} from 'gptbots-human';
import type nodeFetchType from 'node-fetch';
import type { ProxyAgent, fetch as undiciFetchType } from 'undici';
import { expectTypeOf } from 'vitest';

declare const nodeFetch: typeof nodeFetchType;
declare const undiciFetch: typeof undiciFetchType;

import { proves } from './proves.ts';

// The types of the client …

proves('take the input of a reply with or without a timestamp', () => {
  expectTypeOf<{ conversation_id: string; body: string }>().toExtend<SendReplyInput>();
  expectTypeOf<{ conversation_id: string; body: string; timestamp: number }>().toExtend<SendReplyInput>();
  expectTypeOf<{ conversation_id: string }>().not.toExtend<SendReplyInput>();
  expectTypeOf<{ body: string }>().not.toExtend<SendReplyInput>();
  expectTypeOf<{ conversation_id: string; body: number }>().not.toExtend<SendReplyInput>();
  expectTypeOf<{ conversation_id: string; body: string; timestamp: string }>().not.toExtend<SendReplyInput>();
  expectTypeOf<{ conversation_id: string }>().toExtend<CloseSessionInput>();
});

proves('give the parsed answers', () => {
  expectTypeOf<GptBotsHumanClient['sendReply']>().returns.resolves.toEqualTypeOf<SendReplyResponse>();
  expectTypeOf<GptBotsHumanClient['closeSession']>().returns.resolves.toEqualTypeOf<CloseSessionResponse>();
  expectTypeOf<GptBotsHumanClient['sendReply']>().parameters.toEqualTypeOf<[SendReplyInput, CallOptions?]>();
  expectTypeOf<GptBotsHumanClient['closeSession']>().parameters.toEqualTypeOf<[CloseSessionInput, CallOptions?]>();
});

proves('let every option be left out, and be undefined', () => {
  expectTypeOf(GptBotsHumanClient).toBeConstructibleWith();
  expectTypeOf<{ apiKey: string | undefined; baseUrl: string | undefined }>().toExtend<ClientOptions>();
  expectTypeOf<{ signal: AbortSignal | undefined; retry: undefined }>().toExtend<CallOptions>();
});

proves('take any region, the retry modes there are, and fetch and console as they are', () => {
  expectTypeOf<'jp'>().toExtend<ClientOptions['region']>();
  expectTypeOf<string>().toExtend<ClientOptions['region']>();
  expectTypeOf<Extract<ClientOptions['region'], 'jp'>>().toEqualTypeOf<'jp'>();
  expectTypeOf<'sometimes'>().not.toExtend<ClientOptions['retry']>();
  expectTypeOf<typeof fetch>().toExtend<ClientOptions['fetch']>();
  expectTypeOf<Console>().toExtend<ClientOptions['logger']>();
});

proves('take the fetch of undici, of node-fetch and of a function around one', () => {
  const dispatcher = {} as ProxyAgent;
  const taken: FetchLike[] = [
    fetch,
    undiciFetch,
    nodeFetch,
    (url, init) => undiciFetch(url, { ...init, dispatcher }),
    (url, init) => nodeFetch(url, init),
    (url, init) => fetch(url, init),
    async (input: RequestInfo | URL, init?: RequestInit) => new Response(String(input), { status: init ? 200 : 500 }),
  ];
  expectTypeOf(taken).not.toBeAny();
  expectTypeOf<() => Promise<string>>().not.toExtend<FetchLike>();
  expectTypeOf<FetchLike>().toExtend<NonNullable<ClientOptions['fetch']>>();
});

proves('know the check of the webhooks', () => {
  expectTypeOf<GptBotsHumanClient['checkWebhooks']>().parameters.toEqualTypeOf<[CallOptions?]>();
  expectTypeOf<GptBotsHumanClient['checkWebhooks']>().returns.resolves.toEqualTypeOf<CheckWebhooksResponse>();
  expectTypeOf<CheckWebhooksResponse['results'][number]>().toEqualTypeOf<WebhookCheck>();
  expectTypeOf<WebhookCheck['reachable']>().toBeBoolean();
  expectTypeOf<WebhookCheck['http_status']>().toEqualTypeOf<number | null | undefined>();
  expectTypeOf<Extract<WebhookCheck['type'], 'message'>>().toEqualTypeOf<'message'>();
  const onAttempt: ClientOptions['onAttempt'] = (_attempt, call) => {
    expectTypeOf(call.conversation_id).toEqualTypeOf<string | undefined>();
    if (call.operation !== 'checkWebhooks') expectTypeOf(call.conversation_id).toBeString();
  };
  expectTypeOf(onAttempt).not.toBeAny();
});

proves('let a header be undefined', () => {
  expectTypeOf<{ 'x-trace': string | undefined }>().toExtend<NonNullable<ClientOptions['headers']>>();
});

proves('keep to a call what belongs to a call', () => {
  expectTypeOf<ClientOptions>().not.toHaveProperty('signal');
  expectTypeOf<CallOptions>().not.toHaveProperty('apiKey');
  expectTypeOf<CallOptions>().not.toHaveProperty('ordered');
});

proves('narrow an error by instanceof and by isGptBotsHumanError', () => {
  const narrowed = (error: unknown) => (error instanceof GptBotsHumanError ? error.delivery : undefined);
  expectTypeOf(narrowed).returns.toEqualTypeOf<'not_sent' | 'rejected' | 'unknown' | undefined>();
  const guarded = (error: unknown) => (isGptBotsHumanError(error) ? error.attempts[0]?.outcome : undefined);
  expectTypeOf(guarded).returns.not.toBeAny();
  expectTypeOf<GptBotsHumanError['cause']>().not.toBeUnknown();
});
