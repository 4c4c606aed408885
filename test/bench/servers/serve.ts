import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpuMicros, onQuestion, tell } from '../messages.ts';

let handled = 0;

/** What every handler does: the bench holds the count against the requests it sent. */
export function countHandled(): void {
  handled++;
}

/** Listens on a free port, and reports to the bench. */
export function serve(server: Server): void {
  // Connections are idle while the other variants are measured.
  server.keepAliveTimeout = 600_000;
  // A TCP port: the address is not a pipe's.
  server.listen(0, '127.0.0.1', () => tell({ tell: 'ready', port: (server.address() as AddressInfo).port }));
  onQuestion(() => tell({ tell: 'usage', cpuMicros: cpuMicros(), handled }));
}
