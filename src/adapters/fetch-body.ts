import { readBytes } from '../internal/read-bytes.ts';
import type { Body } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import { timeUp, withinTime } from '../webhook/time-limit.ts';
import type { Timers } from '../webhook/timers.ts';
import { refusedByHeaders } from './body-size.ts';
import type { BodyLimits } from './core-contract.ts';

/** Reads the body of a fetch Request, within its limits of size and time. */
export async function fetchBody(request: Request, limits: BodyLimits, timers: Timers): Promise<Body> {
  if (request.bodyUsed || request.body?.locked) return refusals.requestAlreadyRead();
  const { headers } = request;
  const refusal = refusedByHeaders(headers.get('content-encoding'), headers.get('content-length'), limits);
  if (refusal) return refusal;
  if (request.body === null) return undefined;
  const reader = request.body.getReader();
  try {
    const bytes = await withinTime(readBytes(reader, limits.maxBodyBytes), timers);
    if (bytes !== timeUp) return bytes ?? refusals.bodyTooLarge(limits.maxBodyBytes);
    reader.cancel().catch(() => {});
    return refusals.bodyTooSlow(limits.bodyTimeoutMs);
  } catch {
    return refusals.bodyBrokeOff();
  }
}
