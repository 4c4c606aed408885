import type { ErrorCause } from '../internal/error.ts';
import { readField, readSafely } from '../internal/thrown.ts';
import { isConnectError } from './connect-errors.ts';

/** How far a request got before the transport failed. */
export type TransportStage =
  /** No connection was made, so nothing was sent. A retry may succeed. */
  | 'never-connected'
  /** Nothing was sent, and a retry would fail too. */
  | Hopeless
  /** It may have been sent. */
  | 'unclear';

/** A failure that a retry cannot help: its cause, as the end of a sentence, and what to do about it. */
export interface Hopeless {
  what: string;
  advice: string;
}

// The system calls of Node that make a connection. `read` and `write` come later.
const connecting = /^(connect|bind|getaddrinfo|query)/;
// These are matched against "CODE message". They are for errors that name no system call:
// - undici: codes such as UND_ERR_CONNECT_TIMEOUT (https://github.com/nodejs/undici/issues/1865)
// - Bun: codes of its own (https://github.com/oven-sh/bun/issues/34397, https://github.com/oven-sh/bun/issues/3327)
// - Deno: no code, but "client error (Connect)" and the words of the operating system
//   (https://github.com/denoland/deno/issues/24922)
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|E(?:NET|HOST)UNREACH|ETIMEDOUT connect|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket) |^ERR_PROXY_TUNNEL .{0,60}: (5|408|429)|\(Connect\).{0,200}(refused|dns error|unreachable|no route|timed out|unsuccessful tunnel)/i;
const handshake: Hopeless = {
  what: 'the TLS handshake failed',
  advice: 'Check baseUrl and the certificate of its server.',
};
const hopeless: (Hopeless & { pattern: RegExp })[] = [
  {
    // The messages of undici 7, Bun 1.4 and Deno 2, in this order. Status 408 and 429 are temporary, so they are left
    // out.
    pattern: /Proxy response \(4(?!08|29)|^ERR_PROXY_TUNNEL |\(Connect\).{0,40}proxy authentication required/,
    what: 'the proxy refused to connect',
    advice: 'Check the proxy and its credentials.',
  },
  {
    // Except for bad TLS records, which can also come after the handshake.
    pattern:
      /^(ERR_TLS|ERR_SSL(?!.{0,200}RECORD)|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)|secure TLS|\(Connect\)/,
    ...handshake,
  },
  { pattern: /^undefined bad port$/, what: 'fetch refuses the port', advice: 'Choose another port for baseUrl.' },
  {
    // A dispatcher of another undici version (https://github.com/nodejs/undici/pull/4827), one that was closed, or an
    // object that is no dispatcher.
    pattern: /^UND_ERR_(INVALID_ARG|CLOSED) |^undefined \w{1,40}\.dispatch is not a function/,
    what: 'fetch refused its dispatcher',
    advice: 'Check the dispatcher your fetch is given.',
  },
];

/** Tells from a transport's error whether the request may have been sent. */
export function transportStage(error: unknown): TransportStage {
  const stages = stagesOf(error, false, 0);
  if (stages.includes('unclear')) return 'unclear';
  return stages.find((stage) => typeof stage === 'object') ?? 'never-connected';
}

const deepest = 8;

// Returns one stage for each innermost error: a host with several addresses fails with one error per address
// (https://github.com/nodejs/node/issues/54359).
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
  // A `read` or `write` while undici was connecting belongs to the TLS handshake.
  if (isConnecting) return syscall ? handshake : 'never-connected';
  return isNever && !syscall ? 'never-connected' : 'unclear';
}

/** Copies names, messages and codes of an error and its causes. `redact` removes private text. */
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

// Anything can be thrown: a string, a revoked proxy, an error with throwing getters.
function fieldsOf(error: unknown): ThrownFields {
  const read = (key: string) => readField(error, key);
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, longestMessage) : undefined);
  const errors = readSafely(() => {
    const list = read('errors');
    return Array.isArray(list) && list.length > 0 ? Array.from(list.slice(0, mostErrors)) : undefined;
  });
  return {
    name: text(read('name')) ?? 'Error',
    message: text(typeof error === 'object' && error !== null ? read('message') : String(error)) ?? '',
    code: text(read('code')),
    // node-fetch 3 has `erroredSysCall` (https://github.com/node-fetch/node-fetch/pull/1860).
    syscall: text(read('syscall')) ?? text(read('erroredSysCall')) ?? '',
    cause: read('cause'),
    errors,
  };
}
