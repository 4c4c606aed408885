import { concatBytes } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import { timeUp, withinTime } from '../webhook/time-limit.ts';
import { separateTimers } from '../webhook/timers.ts';
import { refusedByHeaders } from './body-size.ts';
import type { BodyLimits } from './face.ts';

/** Reads the body of a fetch Request, within its limits of size and time. */
export async function fetchBody(request: Request, limits: BodyLimits): Promise<Body> {
  if (request.bodyUsed || request.body?.locked) return refusals.requestAlreadyRead();
  const { headers } = request;
  const refusal = refusedByHeaders(headers.get('content-encoding'), headers.get('content-length'), limits);
  if (refusal) return refusal;
  if (request.body === null) return undefined;
  const reader = request.body.getReader();
  const giveUp = (body: Body) => {
    reader.cancel().catch(() => {});
    return body;
  };
  try {
    const bytes = await withinTime(readAll(reader, limits.maxBodyBytes), separateTimers(limits.bodyTimeoutMs));
    if (bytes === timeUp) return giveUp(refusals.bodyTooSlow(limits.bodyTimeoutMs));
    return bytes ?? giveUp(refusals.bodyTooLarge(limits.maxBodyBytes));
  } catch {
    return refusals.bodyBrokeOff();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.byteLength;
    if (bytes > maxBytes) return undefined;
  }
  return concatBytes(parts, bytes);
}
