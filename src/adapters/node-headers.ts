import type { Answer } from '../webhook/call.ts';
import type { NodeRequest } from './node-types.ts';

/**
 * The headers of an answer, for a Node response. After a 408 the connection ends, as the rest of the body is not waited
 * for, and during a shutdown, so that a load balancer opens its next one to somebody else. HTTP/2 has no such header, and Node refuses it there.
 */
export function nodeHeaders(
  { reply: { status, headers }, isLast }: Answer,
  { httpVersionMajor }: NodeRequest,
): Record<string, string> {
  return (status === 408 || isLast) && httpVersionMajor === 1 ? { ...headers, connection: 'close' } : headers;
}
