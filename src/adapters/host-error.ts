import { readSafely } from '../internal/thrown.ts';
import { Refusal } from '../webhook/replies.ts';

/**
 * The answer to a body that a host or a middleware did not let us read, for a limit of its own for example: with the
 * status it gave its error. Undefined for an error that has none. Its message stays inside, as it may quote the body.
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
  /** Hapi's. */
  output?: { statusCode?: unknown };
  type?: unknown;
  name?: unknown;
}

function statusOf(thrown: unknown): number | undefined {
  return readSafely(() => {
    // Whatever it is: the fields are checked one by one.
    const { statusCode, status, output, type, name } = thrown as HostError;
    // Errors of body-parser and of Hono's bodyLimit go by these, whatever else they have.
    if (type === 'entity.too.large' || name === 'BodyLimitError') return 413;
    return [statusCode, status, output?.statusCode].find((one) => Number.isInteger(one) && typeof one === 'number') as
      | number
      | undefined;
  });
}
