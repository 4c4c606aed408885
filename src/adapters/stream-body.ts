import { type BytesReader, readBytes } from '../internal/read-bytes.ts';
import type { Body } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import { timeUp, withinTime } from '../webhook/time-limit.ts';
import type { Timers } from '../webhook/timers.ts';
import { withinSize } from './body-size.ts';
import type { BodyLimits } from './core-contract.ts';
import { refusedByHost } from './host-error.ts';

/** A body that is still to be read: a web stream, a Node stream, a Blob, a Request or the like. */
interface Unread {
  getReader?: () => BytesReader;
  [Symbol.asyncIterator]?: () => AsyncIterator<unknown>;
  destroy?: () => unknown;
  arrayBuffer?: () => Promise<unknown>;
  text?: () => Promise<unknown>;
  // These tell that other code has begun to read it.
  locked?: unknown;
  readableDidRead?: unknown;
  destroyed?: unknown;
  bodyUsed?: unknown;
}

/** Whether a body is still to be read. Parsed JSON has no functions. */
export function isUnread(body: unknown): body is Unread {
  if (typeof body !== 'object' || body === null || body instanceof Uint8Array) return false;
  // The cast holds: every field is optional and checked. One after another, as a missing field is slow to look up.
  const unread = body as Unread;
  return (
    isFunction(unread.getReader) ||
    isFunction(unread[Symbol.asyncIterator]) ||
    isFunction(unread.arrayBuffer) ||
    isFunction(unread.text)
  );
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Reads such a body, within the limits of size and time. Never rejects. */
export async function readUnread(
  body: Unread,
  limits: BodyLimits,
  timers: Timers,
  failed = refusals.bodyBrokeOff,
): Promise<Body> {
  const { maxBodyBytes, bodyTimeoutMs } = limits;
  try {
    if (isUsedUp(body)) return refusals.requestAlreadyRead();
    const reader = readerOf(body);
    const bytes = await withinTime(reader ? readBytes(reader, maxBodyBytes) : readWhole(body), timers);
    if (bytes === undefined) return refusals.bodyTooLarge(maxBodyBytes);
    if (bytes !== timeUp) return withinSize(bytes, limits);
    reader?.cancel().catch(() => {});
    return refusals.bodyTooSlow(bodyTimeoutMs);
  } catch (error) {
    return refusedByHost(error) ?? failed();
  }
}

function isUsedUp({ locked, readableDidRead, destroyed, bodyUsed }: Unread): boolean {
  return locked === true || readableDidRead === true || destroyed === true || bodyUsed === true;
}

function readerOf(body: Unread): BytesReader | undefined {
  if (body.getReader) return body.getReader();
  const iterator = body[Symbol.asyncIterator]?.();
  if (!iterator) return undefined;
  // The iterator of a Node stream is an async generator, whose `return` waits for a pending `next`
  // (https://github.com/nodejs/node/pull/34035). So the stream is destroyed instead.
  const cancel = async () => (body.destroy ? body.destroy() : iterator.return?.());
  return { read: () => iterator.next(), cancel };
}

async function readWhole(body: Unread): Promise<unknown> {
  return (await (body.arrayBuffer ? body.arrayBuffer() : body.text?.())) ?? '';
}
