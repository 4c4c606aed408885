import { byteLength } from '../internal/bytes.ts';
import type { WebhookReply } from './types.ts';

/** An answer other than success. GPTBots documents no codes for it, so `code` equals the HTTP status. */
export class Refusal {
  readonly reply: WebhookReply;
  /** Logged as a warning, because somebody has to act: the caller, or the developer whose handlers are too slow. */
  readonly isWarning: boolean;

  constructor(status: number, message: string, headers: Record<string, string> = {}, isWarning = status < 500) {
    this.isWarning = isWarning;
    this.reply = jsonReply(status, { code: status, message }, headers);
  }
}

/** The answer to a handled request. */
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
  // Frozen, because one object answers many requests.
  return Object.freeze({ status, headers: Object.freeze(headers), body });
}

/** All refusals. Where the caller can do something, the message says what. */
export const refusals = {
  noRoute: () => new Refusal(404, 'Not a webhook route.'),
  notPost: () => new Refusal(405, 'Use POST.', { allow: 'POST' }),
  unauthorized: () =>
    new Refusal(
      401,
      'Secret missing or wrong. Send it as a bearer token, as ?token=, or as the path segment before the route.',
      {
        'www-authenticate': 'Bearer',
      },
    ),
  notVerified: () => new Refusal(401, 'Not verified.'),
  draining: () => new Refusal(503, 'Shutting down.'),
  queueFull: () => new Refusal(503, 'Too many requests of this conversation wait in line.', {}, true),
  queueTooSlow: (ms: number) =>
    new Refusal(503, `Earlier requests of this conversation took longer than ${ms} ms.`, {}, true),
  callerGone: () => new Refusal(503, 'The caller has gone, so the request was not handled.', {}, true),
  declined: (reason: string | undefined) => new Refusal(503, reason || 'Declined.'),
  bodyTooSlow: (ms: number) => new Refusal(408, `The body took longer than ${ms} ms.`),
  bodyTooLarge: (bytes: number) => new Refusal(413, `The body is larger than ${bytes} bytes.`),
  bodyCompressed: () => new Refusal(415, 'The body is compressed. Send it without Content-Encoding.'),
  charsetUnknown: () => new Refusal(415, 'The charset of the body is not supported. Send it as UTF-8.'),
  bodyBrokeOff: () => new Refusal(400, 'The body broke off.'),
  bodyAlreadyRead: () =>
    new Refusal(
      500,
      'The body was already read and not kept. Mount the webhook before the body parser, or set req.rawBody.',
    ),
  requestAlreadyRead: () =>
    new Refusal(
      500,
      'The body was already read. In Hono, pass c.req. Elsewhere, pass a clone made before, or call webhook.handle({ method, url, headers, body }) with the body that was read.',
    ),
  bodyEmpty: () => new Refusal(400, 'The body is empty.'),
  notJson: () => new Refusal(400, 'The body is not valid JSON.'),
  unreadable: () => new Refusal(400, 'The body is an object whose fields cannot be read.'),
  malformed: (message: string) => new Refusal(400, message),
  failed: (what: string) => new Refusal(500, `The ${what} failed.`),
  tooSlow: (what: string, ms: number) => new Refusal(504, `The ${what} took longer than ${ms} ms.`),
};
