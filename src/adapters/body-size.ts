import { asBytes, byteLength } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { type Refusal, refusals } from '../webhook/replies.ts';
import type { BodyLimits } from './core-contract.ts';

const compressions = new Set(['gzip', 'x-gzip', 'compress', 'deflate', 'br', 'zstd']);

/** Refuses a body by its headers, before it is read: when it is compressed, or its Content-Length is too large. */
export function refusedByHeaders(
  encoding: string | string[] | null | undefined,
  length: string | string[] | null | undefined,
  { maxBodyBytes }: BodyLimits,
): Refusal | undefined {
  if (encoding && isCompressed(encoding)) return refusals.bodyCompressed();
  return Number(length) > maxBodyBytes ? refusals.bodyTooLarge(maxBodyBytes) : undefined;
}

// Other values, such as `identity`, a misplaced `utf-8` or unknown words, leave the bytes as they are.
function isCompressed(encoding: string | string[]): boolean {
  return String(encoding)
    .split(',')
    .some((coding) => compressions.has(coding.trim().toLowerCase()));
}

/** A body that other code has read, or a refusal when it is too large. A parsed body has no size to check. */
export function withinSize(given: unknown, { maxBodyBytes }: BodyLimits): Body {
  if (given === undefined || given === null) return undefined;
  const body = asBytes(given) ?? (typeof given === 'object' ? given : String(given));
  return isLarger(body, maxBodyBytes) ? refusals.bodyTooLarge(maxBodyBytes) : body;
}

function isLarger(body: string | object, bytes: number): boolean {
  // A UTF-16 unit takes at most three bytes in UTF-8, so the bytes of a short text need no counting.
  if (typeof body === 'string') return body.length * 3 > bytes && byteLength(body) > bytes;
  return body instanceof Uint8Array && body.byteLength > bytes;
}
