import type * as z from 'zod';
import { describeIssues } from '../internal/issues.ts';
import {
  type ChatRequest,
  ChatRequestSchema,
  type CloseRequest,
  CloseRequestSchema,
  type EstablishRequest,
  EstablishRequestSchema,
} from '../models/webhook.ts';
import { decodeBody } from './charset.ts';
import { Refusal, refusals } from './replies.ts';
import type { WebhookRequest, WebhookRoute } from './types.ts';

/** A request of any route that keeps the contract. */
export type ParsedRequest = EstablishRequest | ChatRequest | CloseRequest;

const schemas: Record<WebhookRoute, z.ZodType<ParsedRequest>> = {
  establish: EstablishRequestSchema,
  chat: ChatRequestSchema,
  close: CloseRequestSchema,
};

const byteOrderMark = '\uFEFF';

/** Turns a body into the request of a route, or says which field breaks the contract, never with what. */
export function parseRequest(route: WebhookRoute, body: WebhookRequest['body']): ParsedRequest | Refusal {
  const value = readJson(body);
  return value instanceof Refusal ? value : checkRequest(route, value);
}

/**
 * What a body says, of whatever type that is, or why it cannot be read. An object was read by somebody else. The headers
 * say which charset its bytes are in.
 */
export function readJson(body: WebhookRequest['body'], headers: WebhookRequest['headers'] = {}): unknown {
  if (body === undefined) return refusals.bodyEmpty();
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return body;
  const text = typeof body === 'string' ? body : decodeBody(body, headers);
  if (text instanceof Refusal) return text;
  try {
    return JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text);
  } catch {
    // The parser's own message quotes the text.
    return text.trim() ? refusals.notJson() : refusals.bodyEmpty();
  }
}

/** Makes a request of a route of what a body says. `onOdd` is told of fields that were not as documented, if any. */
export function checkRequest(
  route: WebhookRoute,
  value: unknown,
  _onOdd?: (fields: readonly string[]) => void,
): ParsedRequest | Refusal {
  const parsed = schemas[route].safeParse(value);
  if (parsed.success) return parsed.data;
  return refusals.malformed(`Not a valid ${route} request. ${describeIssues(parsed.error.issues, 'body')}.`);
}
