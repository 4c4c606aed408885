import type { ErrorCause } from '../internal/error.ts';
import { asRecord, rootCauses } from '../internal/root-causes.ts';

/** At which stage the transport gave up, as far as its error tells. */
export type TransportStage = 'never-connected' | 'handshake' | 'unclear';

// Both are held against "CODE message". Node has codes; Bun has its own; Deno has none, but names the stage, `(Connect)`,
// and quotes the operating system.
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(?:NET|HOST)UNREACH|ETIMEDOUT connect|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket) |\(Connect\).*(refused|dns error|unreachable|no route|timed out)/i;
// A bad record can also come in the middle of a connection.
const handshake =
  /^(ERR_TLS|ERR_SSL(?!.*RECORD)|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)|secure TLS|\(Connect\)/;

/** Tells from a transport's error whether the request can have left this machine. */
export function transportStage(error: unknown): TransportStage {
  const causes = rootCauses(error).map(({ code, message }) => `${code} ${message}`);
  if (causes.every((cause) => neverConnected.test(cause))) return 'never-connected';
  return causes.every((cause) => neverConnected.test(cause) || handshake.test(cause)) ? 'handshake' : 'unclear';
}

/** A copy of names, messages and codes; `redact` takes private words out of them. */
export function plainCause(error: unknown, redact: (text: string) => string, depth = 0): ErrorCause {
  const { name = 'Error', message = error, code, cause } = asRecord(error);
  const copy: ErrorCause = { name: redact(String(name)), message: redact(String(message)) };
  if (typeof code === 'string') copy.code = redact(code);
  if (cause && depth < 4) copy.cause = plainCause(cause, redact, depth + 1);
  return copy;
}
