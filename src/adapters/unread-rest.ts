import type { Answer } from '../webhook/call.ts';
import type { Timers } from '../webhook/timers.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';

/**
 * Resolves once a refusal may be sent; undefined when it may be sent at once. Node closes a connection that the client does
 * not keep alive as soon as the answer is sent. If more of the body arrives after that, the client gets a reset and may never
 * see its answer (https://github.com/nodejs/node/issues/21026). So the rest of the body is read and dropped first, for no
 * longer than a body may take. After a 408 that time is over, and a shutdown does not wait.
 */
export function unreadRest(
  { reply, isLast }: Answer,
  req: NodeRequest,
  res: NodeResponse,
  timers: Timers,
): Promise<void> | undefined {
  if (reply.status === 200 || reply.status === 408 || isLast || res.shouldKeepAlive !== false) return undefined;
  if (req.complete || req.readableEnded || req.destroyed) return undefined;
  return new Promise((resolve) => {
    const timer = timers.start(resolve);
    const end = () => {
      timer.cancel();
      resolve();
    };
    req.on('end', end);
    req.on('close', end);
    // A connection that breaks must not become an uncaught exception; 'close' follows.
    req.on('error', () => {});
    req.resume();
  });
}
