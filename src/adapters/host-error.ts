import { readSafely } from '../internal/thrown.ts';
import { Refusal } from '../webhook/replies.ts';

/**
 * The refusal for a body that a host or a middleware did not let us read, for example because of its own limit. It has
 * the status of the host's error; undefined when the error has none. The error's message is not used: it may quote the
 * body.
 */
export function refusedByHost(error: unknown): Refusal | undefined {
  const status = statusOf(error);
  if (status === undefined || status <= 400 || status > 599) return undefined;
  if (status === 413) return new Refusal(413, 'The body is larger than the host, or a middleware, allows.');
  return new Refusal(status, 'The body was refused by the host, or by a middleware.');
}

interface HostError {
  statusCode?: unknown;
  status?: unknown;
  /** The status of hapi's errors (Boom, hapi 21). */
  output?: { statusCode?: unknown };
  type?: unknown;
  name?: unknown;
}

function statusOf(thrown: unknown): number | undefined {
  return readSafely(() => {
    // The cast holds: every field is optional and checked.
    const { statusCode, status, output, type, name } = thrown as HostError;
    // body-parser sets this `type`. The error of bodyLimit in earlier versions of Hono 4 has this `name`, and no status
    // (https://github.com/honojs/hono/pull/2109).
    if (type === 'entity.too.large' || name === 'BodyLimitError') return 413;
    return [statusCode, status, output?.statusCode].find((one) => Number.isInteger(one) && typeof one === 'number') as
      | number
      | undefined;
  });
}
