import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandCounter } from './command-counter.ts';

/** A way to Redis on which everything is counted, whatever the client. */
export interface RedisTap {
  port: number;
  reset(): void;
  /** Resolves once nothing has been on its way for a while. */
  quiet(): Promise<void>;
  counts(): { commands: number; roundTrips: number };
  close(): void;
}

const quietMs = 20;

/** Listens on a free port, and passes everything on to Redis. */
export async function openTap(redisPort: number): Promise<RedisTap> {
  let commands = 0;
  let roundTrips = 0;
  let isAsking = false;
  let lastAt = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const redis = connect({ port: redisPort, host: '127.0.0.1', noDelay: true });
    const counter = new CommandCounter();
    client.on('data', (bytes) => {
      commands += counter.add(bytes);
      if (!isAsking) roundTrips++;
      isAsking = true;
      lastAt = performance.now();
      redis.write(bytes);
    });
    redis.on('data', (bytes) => {
      isAsking = false;
      lastAt = performance.now();
      client.write(bytes);
    });
    for (const socket of [client, redis]) socket.on('error', () => {});
    client.on('close', () => redis.destroy());
    redis.on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    // A TCP port: the address is not a pipe's.
    port: (server.address() as AddressInfo).port,
    reset() {
      commands = 0;
      roundTrips = 0;
    },
    async quiet() {
      do await pause(quietMs);
      while (performance.now() - lastAt < quietMs);
    },
    counts: () => ({ commands, roundTrips }),
    close: () => server.close(),
  };
}
