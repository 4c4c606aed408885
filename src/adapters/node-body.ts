import { asBytes, concatBytes, decodeUtf8, encodeUtf8 } from '../internal/bytes.ts';
import type { Body } from '../webhook/call.ts';
import { type Refusal, refusals } from '../webhook/replies.ts';
import type { Timers } from '../webhook/timers.ts';
import { refusedByHeaders, withinSize } from './body-size.ts';
import type { BodyLimits } from './core-contract.ts';
import { refusedByHost } from './host-error.ts';
import type { NodeHeaders, NodeStream } from './node-types.ts';

/** The places where the body of a Node request may be. */
export interface BodySources {
  rawBody(): unknown;
  body(): unknown;
  stream: NodeStream;
  /** The headers of the stream: whether it is compressed, and how long it is. */
  headers: NodeHeaders;
}

/**
 * Finds the body of a Node request: raw, parsed by a middleware, or still in the stream. When other code has read the
 * stream and kept nothing, the request is refused at once, because waiting for the body would never end.
 */
export function nodeBody(sources: BodySources, limits: BodyLimits, timers: Timers): Body | Promise<Body> {
  const body = bodyAtHand(sources, limits);
  return body === inStream ? readStream(sources, limits, timers) : body;
}

const inStream = Symbol('the body is still in the stream');

function bodyAtHand(sources: BodySources, limits: BodyLimits): Body | typeof inStream {
  const { stream } = sources;
  // An empty body beside an unread stream does not count, and the stream is read. A parser that did not parse has left
  // it: body-parser 1 sets `{}` then (https://github.com/expressjs/body-parser/issues/269).
  const unread = isUnread(stream);
  const rawBody = sources.rawBody();
  if (isUsable(rawBody, unread)) return withinSize(rawBody, limits);
  let body: unknown;
  try {
    body = sources.body();
  } catch (error) {
    // Vercel's `req.body` is a getter that parses, and throws for invalid JSON
    // (https://github.com/vercel/docs/pull/1797).
    return refusedByHost(error) ?? refusals.notJson();
  }
  if (isUsable(body, unread)) return withinSize(body, limits);
  if (isParsed(body) && !(unread && isEmpty(body))) return body;
  if (unread) return inStream;
  // A parser may have left a JSON null, number or boolean. As text, it is refused later for being no object.
  return JSON.stringify(body) ?? refusals.bodyAlreadyRead();
}

function isUnread(stream: NodeStream): boolean {
  return stream.readable !== false && !stream.readableDidRead && !stream.readableEnded && !stream.destroyed;
}

function isUsable(value: unknown, unread: boolean): boolean {
  const size = typeof value === 'string' ? value.length : asBytes(value)?.byteLength;
  return size !== undefined && !(unread && size === 0);
}

function isParsed(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: object): boolean {
  return asBytes(value)?.byteLength === 0 || (!Array.isArray(value) && Object.keys(value).length === 0);
}

type StreamSource = Pick<BodySources, 'stream' | 'headers'>;

/** Reads a stream to its end, unless its headers are reason enough to refuse it. */
export function readStream(source: StreamSource, limits: BodyLimits, timers: Timers): Refusal | Promise<Body> {
  const { headers } = source;
  const refusal = refusedByHeaders(headers['content-encoding'], headers['content-length'], limits);
  return refusal ?? new Promise((done) => collect(source, limits, timers, done));
}

function collect({ stream }: StreamSource, limits: BodyLimits, timers: Timers, done: (body: Body) => void): void {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let isText = false;
  let isOver = false;
  const finish = (body: Body) => {
    isOver = true;
    timer.cancel();
    done(body);
  };
  const onData = (data: unknown) => {
    // After a refusal the rest is read and dropped, so that the client can finish sending and read the answer.
    if (isOver) return;
    // When other code called `setEncoding`, the stream has decoded the data to text. It is turned back into bytes to be
    // counted, and handed on as text, so that no charset is applied to it again.
    isText = typeof data === 'string';
    // The cast holds: a stream of bytes gives strings or Buffers.
    const part = typeof data === 'string' ? encodeUtf8(data) : (data as Uint8Array);
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > limits.maxBodyBytes) finish(refusals.bodyTooLarge(limits.maxBodyBytes));
  };
  const onEnd = () => {
    if (isOver) return;
    const whole = concatBytes(parts, bytes);
    finish(isText ? decodeUtf8(whole) : whole);
  };
  const onClose = (error?: unknown) => {
    if (!isOver) finish((error && refusedByHost(error)) || refusals.bodyBrokeOff());
  };
  const timer = timers.start(() => finish(refusals.bodyTooSlow(limits.bodyTimeoutMs)));
  stream.on('data', onData);
  stream.on('end', onEnd);
  // These listeners stay: without them, a connection that breaks later would become an uncaught exception.
  stream.on('error', onClose);
  stream.on('close', onClose);
  // Other code may have paused the stream, and then a listener alone does not make it flow.
  stream.resume();
}
