import { createBodyTimers } from '../../adapters/body-timers.ts';
import type { Core } from '../../adapters/core-contract.ts';
import type { WebhookFaces } from '../../adapters/create-human-webhook.ts';
import { fetchFace } from '../../adapters/fetch.ts';
import { nodeFace } from '../../adapters/node.ts';
import { plainFace } from '../../adapters/plain.ts';
import { asBytes, encodeUtf8 } from '../../internal/bytes.ts';
import { isObject } from '../../internal/json-object.ts';
import { log } from '../../internal/logger.ts';
import { createAuthenticator } from '../../webhook/authentication.ts';
import type { Answer, IncomingCall } from '../../webhook/call.ts';
import { LogLimit } from '../../webhook/log-limit.ts';
import { readJson } from '../../webhook/parsing.ts';
import { Refusal, refusals, successReply } from '../../webhook/replies.ts';
import { withinTime } from '../../webhook/time-limit.ts';
import { createTimers } from '../../webhook/timers.ts';
import type { ChatwootSettings } from './options.ts';
import { createVerifier, signatureOf } from './signature.ts';

/** Does what a callback tells; undefined as long as nobody would. Its promise never rejects. */
export type CallbackHandler = (event: Record<string, unknown>) => Promise<void> | undefined;

// A conversation with its last message, the contact and all attributes is some 10 kB; the text may have 150,000 characters.
const limits = { maxBodyBytes: 2_097_152, bodyTimeoutMs: 4_000 };
// Chatwoot waits for five seconds (WEBHOOK_TIMEOUT), does not call again, and shows a message as failed then. A reply is
// stored long before it is sent, so what takes longer goes on after the answer.
const answerWithinMs = 4_000;

/**
 * Answers Chatwoot's callbacks. Source of their form and time limit:
 * https://github.com/chatwoot/chatwoot/blob/develop/lib/webhooks/trigger.rb.
 */
export function callbackFaces(settings: ChatwootSettings, handle: CallbackHandler): WebhookFaces {
  const answer = createAnswerer(settings, handle);
  const lines = new LogLimit();
  const core: Core = {
    // The path is the developer's; there is one kind of request.
    route: () => 'chat',
    receive(_, call, done) {
      answer(call)
        .catch(() => refusals.failed('callback'))
        .then((result) => {
          const { status } = result.reply;
          if (status !== 200 && lines.admit(status)) {
            log(settings.logger, status < 500 ? 'warn' : 'error', 'A callback of Chatwoot was refused.', {
              status,
              reason: result instanceof Refusal ? JSON.parse(result.reply.body).message : undefined,
            });
          }
          done(result);
        });
    },
    limits,
    bodyTimers: createBodyTimers(limits.bodyTimeoutMs),
  };
  return { node: nodeFace(core), fetch: fetchFace(core), handle: plainFace(core) };
}

const success = { reply: successReply(200) };

function createAnswerer(
  { webhookSecret, urlToken }: ChatwootSettings,
  handle: CallbackHandler,
): (call: IncomingCall) => Promise<Answer | Refusal> {
  const timers = createTimers(answerWithinMs);
  const hasToken = createAuthenticator(urlToken ?? false);
  const verify = webhookSecret === undefined ? undefined : createVerifier(webhookSecret);
  return async (call) => {
    if (call.method !== 'POST') return refusals.notPost();
    if (!hasToken(call))
      return new Refusal(401, 'Token missing or wrong. The callback URL has to end in ?token=<urlToken>.');
    const signature = verify && signatureOf(call.headers, Date.now());
    if (verify && !signature) {
      return new Refusal(
        401,
        'Signature missing, or older than 5 minutes. Check the clocks, and that this Chatwoot signs.',
      );
    }
    const body = await call.readBody();
    if (body instanceof Refusal) return body;
    if (verify && signature) {
      const bytes = typeof body === 'string' ? encodeUtf8(body) : asBytes(body);
      if (body !== undefined && !bytes) {
        return new Refusal(
          500,
          'The body was already parsed, so its signature cannot be checked. Mount the webhook before the body parser, or set req.rawBody.',
        );
      }
      if (!(await verify(signature, bytes ?? new Uint8Array()))) {
        return new Refusal(401, 'Signature wrong. Check webhookSecret: it is in the settings of the inbox.');
      }
    }
    const event = readJson(body, call.headers);
    if (event instanceof Refusal) return event;
    if (!isObject(event)) return refusals.notJson();
    const work = handle(event);
    if (!work) return new Refusal(503, 'No bridge listens yet. Pass the connector to createBridge.');
    call.waitUntil?.(work);
    await withinTime(work, timers);
    return success;
  };
}
