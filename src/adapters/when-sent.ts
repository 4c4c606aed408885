import type { NodeResponse } from './node-types.ts';

/**
 * Calls back once a Node response was sent. Also when the client went away: the work behind the answer has to be done
 * all the same.
 */
export function whenSent(res: NodeResponse, sent: () => void): void {
  if (res.destroyed) {
    sent();
    return;
  }
  res.on('finish', sent);
  res.on('close', sent);
}
