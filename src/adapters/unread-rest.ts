import type { Answer } from '../webhook/call.ts';
import type { Timers } from '../webhook/timers.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';

/**
 * Resolves when a refusal may be sent; undefined when it may be sent at once.
 *
 * When the client does not keep the connection alive, Node closes it with the answer. If more of the body arrives after
 * that, the client gets a reset and may never see the answer (https://github.com/nodejs/node/issues/21026). So the rest
 * of the body is read and dropped first, within the time limit of a body. After a 408 that time is over, and a shutdown
 * does not wait.
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
    // Without a listener, a connection that breaks would become an uncaught exception. 'close' follows.
    req.on('error', () => {});
    req.resume();
  });
}
