import type { NodeConnection, NodeResponse } from './node-types.ts';

/**
 * Calls back when a Node response was sent, or when the client has gone, because the later work has to run in both
 * cases.
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

/**
 * Calls `listener` when the client closes the connection, at once if it is closed. Returns a function that stops this.
 */
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

// With HTTP pipelining, Node makes the answers wait for each other. When the connection closes meanwhile, the waiting
// ones get no event (https://github.com/nodejs/node/pull/62534), so the connection itself is watched.
function lineOf(res: NodeResponse): NodeConnection | undefined {
  return res.socket === null ? (res.req?.socket ?? undefined) : undefined;
}

// One listener per connection, however many answers wait: Node warns of a leak when an emitter has more than ten.
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
