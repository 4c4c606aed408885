import { byteLength } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { type Refusal, refusals } from '../webhook/replies.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import type { BodyLimits } from './core-contract.ts';

/** Refuses by its headers a body that we would read ourselves: compressed, or announced too large. */
export function refusedByHeaders(
  encoding: string | string[] | null | undefined,
  length: string | string[] | null | undefined,
  { maxBodyBytes }: BodyLimits,
): Refusal | undefined {
  if (encoding && encoding !== 'identity') return refusals.bodyCompressed();
  return Number(length) > maxBodyBytes ? refusals.bodyTooLarge(maxBodyBytes) : undefined;
}

/** A body that somebody else read, unless it is too large. One that is parsed already has no size to look at. */
export function withinSize(body: WebhookRequest['body'], { maxBodyBytes }: BodyLimits): Body {
  return sizeOf(body) > maxBodyBytes ? refusals.bodyTooLarge(maxBodyBytes) : body;
}

function sizeOf(body: WebhookRequest['body']): number {
  if (typeof body === 'string') return byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}
