import type { Answer } from '../webhook/call.ts';
import type { NodeRequest } from './node-types.ts';

/**
 * The headers of an answer, for a Node response. The connection is closed after a 408, because the rest of the body is
 * not read, and during a shutdown, so that a load balancer connects to another server. Not with HTTP/2, which has no
 * such header: Node drops it there with a warning (https://github.com/nodejs/node/issues/23748).
 */
export function nodeHeaders(
  { reply: { status, headers }, isLast }: Answer,
  { httpVersionMajor }: NodeRequest,
): Record<string, string> {
  return (status === 408 || isLast) && httpVersionMajor === 1 ? { ...headers, connection: 'close' } : headers;
}
