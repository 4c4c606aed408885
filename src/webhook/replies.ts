import { byteLength } from '../internal/bytes.ts';
import type { WebhookReply } from './types.ts';

/** An answer other than success. GPTBots' documentation gives no codes, so `code` equals the HTTP status. */
export class Refusal {
  readonly reply: WebhookReply;
  /** Whether somebody has to do something about it: the caller, or the developer whose handlers are too slow. */
  readonly isWarning: boolean;

  constructor(status: number, message: string, headers: Record<string, string> = {}, isWarning = status < 500) {
    this.isWarning = isWarning;
    this.reply = jsonReply(status, { code: status, message }, headers);
  }
}

/** The answer to a handled request. Made once, as it never changes. */
export function successReply(successCode: number): WebhookReply {
  return jsonReply(200, { code: successCode, message: 'success' });
}

function jsonReply(
  status: number,
  answer: { code: number; message: string },
  extraHeaders: Record<string, string> = {},
): WebhookReply {
  const body = JSON.stringify(answer);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(byteLength(body)),
    ...extraHeaders,
  };
  // Frozen: the same reply goes to many requests.
  return Object.freeze({ status, headers: Object.freeze(headers), body });
}

/** The refusals, each with the one thing to do about it. */
export const refusals = {
  noRoute: () => new Refusal(404, 'Not a webhook route.'),
  notPost: () => new Refusal(405, 'Use POST.', { allow: 'POST' }),
  unauthorized: () =>
    new Refusal(
      401,
      'Secret missing or wrong: send it as bearer token, as ?token= or as path segment before the route.',
      {
        'www-authenticate': 'Bearer',
      },
    ),
  notVerified: () => new Refusal(401, 'Not verified.'),
  draining: () => new Refusal(503, 'Shutting down.'),
  queueFull: () => new Refusal(503, 'Too many requests of this conversation wait in line.', {}, true),
  queueTooSlow: (ms: number) =>
    new Refusal(503, `The requests of this conversation before this one took longer than ${ms} ms.`, {}, true),
  callerGone: () => new Refusal(503, 'The caller has gone, so the request was not handled.', {}, true),
  declined: (reason: string | undefined) => new Refusal(503, reason || 'Declined.'),
  bodyTooSlow: (ms: number) => new Refusal(408, `The body took longer than ${ms} ms.`),
  bodyTooLarge: (bytes: number) => new Refusal(413, `The body is larger than ${bytes} bytes.`),
  bodyCompressed: () => new Refusal(415, 'The body is compressed: send it without Content-Encoding.'),
  charsetUnknown: () => new Refusal(415, 'The charset of the body is not supported: send it as UTF-8.'),
  bodyBrokeOff: () => new Refusal(400, 'The body broke off.'),
  bodyAlreadyRead: () =>
    new Refusal(
      500,
      'The body was already read, and not kept: mount the webhook before the body parser, or set req.rawBody.',
    ),
  requestAlreadyRead: () =>
    new Refusal(
      500,
      'The body was already read: in Hono pass c.req, elsewhere a clone made before, or call webhook.handle({ method, url, headers, body }) with what was read.',
    ),
  bodyEmpty: () => new Refusal(400, 'The body is empty.'),
  notJson: () => new Refusal(400, 'The body is not valid JSON.'),
  unreadable: () => new Refusal(400, 'The body is an object whose fields cannot be read.'),
  malformed: (message: string) => new Refusal(400, message),
  failed: (what: string) => new Refusal(500, `The ${what} failed.`),
  tooSlow: (what: string, ms: number) => new Refusal(504, `The ${what} took longer than ${ms} ms.`),
};
