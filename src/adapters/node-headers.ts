import type { WebhookReply } from '../webhook/types.ts';
import type { NodeRequest } from './node-types.ts';

/**
 * The headers of a reply, for a Node response. After a 408 the connection ends, as the rest of the body is not waited
 * for. HTTP/2 has no such header, and Node refuses it there.
 */
export function nodeHeaders(
  { status, headers }: WebhookReply,
  { httpVersionMajor }: NodeRequest,
): Record<string, string> {
  return status === 408 && httpVersionMajor === 1 ? { ...headers, connection: 'close' } : headers;
}
