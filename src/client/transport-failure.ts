import type { ErrorCause } from '../internal/error.ts';
import { readSafely } from '../internal/thrown.ts';
import { isConnectError } from './connect-errors.ts';

/** What a transport's error tells of the request. */
export type TransportStage =
  /** There was no connection, so nothing was sent; there may be one the next time. */
  | 'never-connected'
  /** Nothing was sent, nor will it be the next time. */
  | Hopeless
  /** It may have been sent. */
  | 'unclear';

/** What is in the way, as the end of a sentence, and what to do about it. */
export interface Hopeless {
  what: string;
  advice: string;
}

// What Node was doing for the socket: making it, or looking its address up. `read` and `write` come later.
const connecting = /^(connect|bind|getaddrinfo|query)/;
// These are held against "CODE message". Errors that say nothing of what Node was doing may have a code. Bun has codes of
// its own. Deno has none, but names the stage, `(Connect)`, and quotes the operating system.
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|E(?:NET|HOST)UNREACH|ETIMEDOUT connect|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket) |^ERR_PROXY_TUNNEL .{0,60}: (5|408|429)|\(Connect\).{0,200}(refused|dns error|unreachable|no route|timed out|unsuccessful tunnel)/i;
const handshake: Hopeless = {
  what: 'the TLS handshake failed',
  advice: 'Check baseUrl and the certificate of its server.',
};
const hopeless: (Hopeless & { pattern: RegExp })[] = [
  {
    // Of undici, Bun and Deno. Of 4xx, two may pass.
    pattern: /Proxy response \(4(?!08|29)|^ERR_PROXY_TUNNEL |\(Connect\).{0,40}proxy authentication required/,
    what: 'the proxy refused to connect',
    advice: 'Check the proxy and its credentials.',
  },
  {
    // A bad record can also come in the middle of a connection.
    pattern:
      /^(ERR_TLS|ERR_SSL(?!.{0,200}RECORD)|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)|secure TLS|\(Connect\)/,
    ...handshake,
  },
  { pattern: /^undefined bad port$/, what: 'fetch refuses the port', advice: 'Choose another port for baseUrl.' },
  {
    // A dispatcher of another version, one that was closed, or what is none.
    pattern: /^UND_ERR_(INVALID_ARG|CLOSED) |^undefined \w{1,40}\.dispatch is not a function/,
    what: 'fetch refused its dispatcher',
    advice: 'Check the dispatcher your fetch is given.',
  },
];

/** Tells from a transport's error whether the request can have left this machine. */
export function transportStage(error: unknown): TransportStage {
  const stages = stagesOf(error, false, 0);
  if (stages.includes('unclear')) return 'unclear';
  return stages.find((stage) => typeof stage === 'object') ?? 'never-connected';
}

const deepest = 8;

// One for each error that lies behind it: a host with several addresses fails with one error per address.
function stagesOf(error: unknown, wasConnecting: boolean, depth: number): TransportStage[] {
  const fields = fieldsOf(error);
  const isConnecting = wasConnecting || isConnectError(error);
  const inner = fields.errors ?? (fields.cause ? [fields.cause] : []);
  if (inner.length === 0 || depth > deepest) return [stageOf(fields, isConnecting)];
  return inner.flatMap((one) => stagesOf(one, isConnecting, depth + 1));
}

function stageOf({ code, message, syscall }: ThrownFields, isConnecting: boolean): TransportStage {
  const text = `${code} ${message}`;
  const isNever = neverConnected.test(text);
  const reason = isNever ? undefined : hopeless.find(({ pattern }) => pattern.test(text));
  if (reason) return reason;
  if (connecting.test(syscall)) return 'never-connected';
  // What is read and written before there is a connection is a handshake.
  if (isConnecting) return syscall ? handshake : 'never-connected';
  return isNever && !syscall ? 'never-connected' : 'unclear';
}

/** A copy of names, messages and codes; `redact` takes private words out of them. */
export function plainCause(error: unknown, redact: (text: string) => string, depth = 0): ErrorCause {
  const { name, message, code, cause } = fieldsOf(error);
  const copy: ErrorCause = { name: redact(name), message: redact(message) };
  if (code !== undefined) copy.code = redact(code);
  if (cause && depth < 4) copy.cause = plainCause(cause, redact, depth + 1);
  return copy;
}

interface ThrownFields {
  name: string;
  message: string;
  code: string | undefined;
  syscall: string;
  cause: unknown;
  errors: unknown[] | undefined;
}

const mostErrors = 50;
const longestMessage = 2_000;

// Whatever was thrown: a string, a revoked proxy, an error whose getters throw.
function fieldsOf(error: unknown): ThrownFields {
  const isObject = typeof error === 'object' && error !== null;
  // Checked: an object. What it holds may be anything.
  const read = (key: string) => (isObject ? readSafely(() => (error as Record<string, unknown>)[key]) : undefined);
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, longestMessage) : undefined);
  const errors = readSafely(() => {
    const list = read('errors');
    return Array.isArray(list) && list.length > 0 ? Array.from(list.slice(0, mostErrors)) : undefined;
  });
  return {
    name: text(read('name')) ?? 'Error',
    message: text(isObject ? read('message') : String(error)) ?? '',
    code: text(read('code')),
    // The second is node-fetch's.
    syscall: text(read('syscall')) ?? text(read('erroredSysCall')) ?? '',
    cause: read('cause'),
    errors,
  };
}
