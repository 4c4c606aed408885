import { asBytes, byteLength } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { type Refusal, refusals } from '../webhook/replies.ts';
import type { BodyLimits } from './core-contract.ts';

const compressions = new Set(['gzip', 'x-gzip', 'compress', 'deflate', 'br', 'zstd']);

/** Refuses by its headers a body that we would read ourselves: compressed, or announced too large. */
export function refusedByHeaders(
  encoding: string | string[] | null | undefined,
  length: string | string[] | null | undefined,
  { maxBodyBytes }: BodyLimits,
): Refusal | undefined {
  if (encoding && isCompressed(encoding)) return refusals.bodyCompressed();
  return Number(length) > maxBodyBytes ? refusals.bodyTooLarge(maxBodyBytes) : undefined;
}

// What names no compression, such as `identity`, `utf-8` or a word that somebody made up, changes nothing in the bytes.
function isCompressed(encoding: string | string[]): boolean {
  return String(encoding)
    .split(',')
    .some((coding) => compressions.has(coding.trim().toLowerCase()));
}

/** A body that somebody else read, unless it is too large. One that is parsed already has no size to look at. */
export function withinSize(given: unknown, { maxBodyBytes }: BodyLimits): Body {
  if (given === undefined || given === null) return undefined;
  const body = asBytes(given) ?? (typeof given === 'object' ? given : String(given));
  return isLarger(body, maxBodyBytes) ? refusals.bodyTooLarge(maxBodyBytes) : body;
}

function isLarger(body: string | object, bytes: number): boolean {
  // No letter takes more than three bytes in UTF-8, so a short text need not be counted.
  if (typeof body === 'string') return body.length * 3 > bytes && byteLength(body) > bytes;
  return body instanceof Uint8Array && body.byteLength > bytes;
}
