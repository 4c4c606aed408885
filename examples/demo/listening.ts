import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of this machine; returns the address. `ending` learns how to end it. */
export async function listening(server: Server, ending: (() => Promise<unknown>)[]): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ending.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  return `http://127.0.0.1:${port}`;
}
