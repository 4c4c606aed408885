import { byteLength } from '../internal/bytes.ts';
import type { WebhookReply } from './types.ts';

/** An answer other than success. GPTBots' documentation gives no codes, so `code` equals the HTTP status. */
export class Refusal {
  readonly reply: WebhookReply;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
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

/** The refusals that always read the same. */
export const refusals = {
  noRoute: () =>
    new Refusal(404, 'No webhook route here. The routes are /conversation/establish, /chat and /conversation/close.'),
  notPost: () => new Refusal(405, 'Use POST.', { allow: 'POST' }),
  unauthorized: () =>
    new Refusal(
      401,
      'The webhook secret is missing or wrong. Send it as "Authorization: Bearer <secret>", as "?token=<secret>" or as the path segment before the route.',
      { 'www-authenticate': 'Bearer' },
    ),
  notVerified: () => new Refusal(401, 'The request did not pass the verification.'),
  draining: () => new Refusal(503, 'Shutting down. Try again.'),
  declined: (reason: string | undefined) => new Refusal(503, reason || 'Declined.'),
  bodyTooSlow: (ms: number) => new Refusal(408, `The body did not arrive within ${ms} ms.`),
  bodyTooLarge: (bytes: number) => new Refusal(413, `The body is larger than ${bytes} bytes.`),
  bodyCompressed: () => new Refusal(415, 'A compressed body is not accepted. Send it without Content-Encoding.'),
  bodyBrokeOff: () => new Refusal(400, 'The body broke off before its end.'),
  bodyAlreadyRead: () =>
    new Refusal(
      500,
      'The request body was already read by something mounted before the webhook, and is not in req.body or req.rawBody. Mount the webhook before your body parser, or keep the raw body in req.rawBody.',
    ),
  requestAlreadyRead: () =>
    new Refusal(
      500,
      'The body of this Request was already read. Pass the Request to the webhook before anything reads it, or a clone of it.',
    ),
  bodyEmpty: () => new Refusal(400, 'The body is empty.'),
  notJson: () => new Refusal(400, 'The body is not valid JSON.'),
  malformed: (message: string) => new Refusal(400, message),
  failed: () => new Refusal(500, 'The handler failed.'),
  verifyFailed: () => new Refusal(500, 'The verification failed.'),
  tooSlow: (ms: number) => new Refusal(504, `The handler did not finish within ${ms} ms.`),
};
