import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves on a free port until the test is over. Resolves to the URL. */
export async function listen(what: Server | RequestListener): Promise<string> {
  const server = typeof what === 'function' ? createServer(what) : what;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  return `http://127.0.0.1:${port}`;
}
