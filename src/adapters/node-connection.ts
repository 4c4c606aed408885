import type { NodeConnection, NodeResponse } from './node-types.ts';

/**
 * Calls back once a Node response was sent. Also when the client went away: the work behind the answer has to be done
 * all the same.
 */
export function whenSent(res: NodeResponse, sent: () => void): void {
  if (res.destroyed) {
    sent();
    return;
  }
  res.on('finish', onGone(res, sent));
  res.on('finish', sent);
}

/** Whether the client closed the connection. */
export function isGone(res: NodeResponse): boolean {
  return res.destroyed === true || res.closed === true || lineOf(res)?.destroyed === true;
}

/** Calls back when the client closes the connection, at once if it has. Returns how to listen no more. */
export function onGone(res: NodeResponse, listener: () => void): () => void {
  res.on('close', listener);
  const connection = lineOf(res);
  if (connection) listenersOf(connection).add(listener);
  if (isGone(res)) listener();
  return () => {
    res.removeListener?.('close', listener);
    if (connection) listenersOf(connection).delete(listener);
  };
}

// A client may send several requests without waiting for answers. Node then has the later answers wait in line, and tells
// none of them when the connection closes meanwhile.
function lineOf(res: NodeResponse): NodeConnection | undefined {
  return res.socket === null ? (res.req?.socket ?? undefined) : undefined;
}

// One listener for each connection, however many answers wait there: Node warns of more than ten.
const waiting = new WeakMap<NodeConnection, Set<() => void>>();

function listenersOf(connection: NodeConnection): Set<() => void> {
  const known = waiting.get(connection);
  if (known) return known;
  const listeners = new Set<() => void>();
  waiting.set(connection, listeners);
  connection.on('close', () => {
    for (const listener of listeners) listener();
  });
  return listeners;
}
