import { byteLength } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import type { BodyLimits } from './face.ts';

/** A body that somebody else read, unless it is too large. One that is parsed already has no size to look at. */
export function withinSize(body: WebhookRequest['body'], { maxBodyBytes }: BodyLimits): Body {
  return sizeOf(body) > maxBodyBytes ? refusals.bodyTooLarge(maxBodyBytes) : body;
}

function sizeOf(body: WebhookRequest['body']): number {
  if (typeof body === 'string') return byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}
