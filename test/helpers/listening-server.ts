import type { Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of the test's own on a free port. */
export interface ListeningServer {
  port: number;
  /** How many connections were made so far. */
  connections(): number;
}

/** Starts a server of any kind; when the test is over, it is closed together with its connections. */
export async function listening(server: Server): Promise<ListeningServer> {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('a server on TCP has a port');
  return { port: address.port, connections: () => connections };
}
