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

/** Whether the client closed the connection. */
export function isGone(res: NodeResponse): boolean {
  return res.destroyed === true || res.closed === true;
}

/** Calls back when the client closes the connection, at once if it has. Returns how to listen no more. */
export function onGone(res: NodeResponse, listener: () => void): () => void {
  res.on('close', listener);
  if (isGone(res)) listener();
  return () => res.removeListener?.('close', listener);
}
