import type { IncomingMessage } from 'node:http';

/** Whether the browser believes to be on this machine: another website's name may lead here too (DNS rebinding). */
export function isForThisMachine({ socket, headers }: IncomingMessage): boolean {
  // A browser leaves out port 80.
  const port = socket.localPort === 80 ? '(:80)?' : `:${socket.localPort}`;
  return new RegExp(`^(127\\.0\\.0\\.1|localhost|\\[::1\\])${port}$`, 'i').test(headers.host ?? '');
}

/** Whether another website sent this. Any website can make a browser send requests to this machine. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site = 'none' } = headers;
  return (origin !== undefined && origin !== `http://${host}`) || (site !== 'same-origin' && site !== 'none');
}
