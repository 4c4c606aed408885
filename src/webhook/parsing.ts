import type * as z from 'zod';
import { describeIssues } from '../internal/issues.ts';
import { isObject } from '../internal/json-object.ts';
import { oddities } from '../models/tolerant.ts';
import {
  type ChatRequest,
  ChatRequestSchema,
  type CloseRequest,
  CloseRequestSchema,
  type EstablishRequest,
  EstablishRequestSchema,
} from '../models/webhook.ts';
import { decodeBody } from './charset.ts';
import { tooManyFields } from './field-limits.ts';
import { oddFields } from './odd-fields.ts';
import { Refusal, refusals } from './replies.ts';
import type { WebhookRequest, WebhookRoute } from './types.ts';

/** A valid request of any route. */
export type ParsedRequest = EstablishRequest | ChatRequest | CloseRequest;

/** Gets the fields that were changed or left out, if there are any. Must not throw. */
type OnOdd = (fields: readonly string[], conversation_id: string) => void;

const schemas: Record<WebhookRoute, z.ZodType<ParsedRequest>> = {
  establish: EstablishRequestSchema,
  chat: ChatRequestSchema,
  close: CloseRequestSchema,
};

const byteOrderMark = '\uFEFF';

/**
 * Parses a body as JSON. Returns the value, or a refusal when it cannot be parsed. An object was parsed by other code,
 * and is returned as it is. `headers` tell the charset of bytes. Never throws.
 */
export function readJson(body: WebhookRequest['body'], headers: WebhookRequest['headers']): unknown {
  if (body === undefined) return refusals.bodyEmpty();
  if (typeof body !== 'string' && !ArrayBuffer.isView(body)) return withinLimits(body, Number.POSITIVE_INFINITY);
  const text = typeof body === 'string' ? body : decodeBody(bytesOf(body), headers);
  if (text instanceof Refusal) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text);
  } catch {
    // The parser's message is not used: it quotes the text.
    return text.trim() ? refusals.notJson() : refusals.bodyEmpty();
  }
  return withinLimits(value, text.length);
}

/**
 * Makes a request out of a parsed body, or a refusal that names the wrong fields without their values. Never throws.
 */
export function checkRequest(route: WebhookRoute, value: unknown, onOdd: OnOdd): ParsedRequest | Refusal {
  try {
    const odditiesBefore = oddities();
    const { success, data, error } = schemas[route].safeParse(value);
    if (!success) {
      return refusals.malformed(`Not a valid ${route} request. ${describeIssues(error.issues, 'body')}.`);
    }
    if (oddities() > odditiesBefore && isObject(value)) {
      const fields = oddFields(value, data);
      if (fields.length > 0) onOdd(fields, data.conversation_id);
    }
    return data;
  } catch {
    return refusals.unreadable();
  }
}

// Jest's tests have a Uint8Array of their own, of which these bytes are no instance
// (https://github.com/jestjs/jest/issues/2549).
function bytesOf(view: ArrayBufferView): Uint8Array {
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

// A body that was parsed by other code may throw when it is read.
function withinLimits(value: unknown, chars: number): unknown {
  try {
    const tooMany = isObject(value) && tooManyFields(value, chars);
    return tooMany ? refusals.malformed(`The body has too many fields. ${tooMany}.`) : value;
  } catch {
    return refusals.unreadable();
  }
}
