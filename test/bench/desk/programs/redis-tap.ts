import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

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

/** Counts the commands a client writes to Redis: arrays of texts that say how long they are, in pieces of any length. */
class CommandCounter {
  #rest = '';

  /** Returns how many were completed by these bytes. */
  add(bytes: Buffer): number {
    // One character for each byte, whatever the encoding.
    this.#rest += bytes.toString('latin1');
    let commands = 0;
    for (;;) {
      const end = endOfCommand(this.#rest);
      if (end === undefined) return commands;
      this.#rest = this.#rest.slice(end);
      commands++;
    }
  }
}

// Undefined as long as the first command is not complete.
function endOfCommand(text: string): number | undefined {
  const parts = lineAt(text, 0, '*');
  if (!parts) return undefined;
  let { end } = parts;
  for (let part = 0; part < parts.number; part++) {
    const length = lineAt(text, end, '$');
    if (!length) return undefined;
    end = length.end + length.number + '\r\n'.length;
  }
  return end <= text.length ? end : undefined;
}

function lineAt(text: string, start: number, sign: string): { number: number; end: number } | undefined {
  const end = text.indexOf('\r\n', start);
  if (end < 0) return undefined;
  if (text[start] !== sign) throw new Error(`expected ${sign} in what a client writes to Redis`);
  return { number: Number(text.slice(start + 1, end)), end: end + '\r\n'.length };
}
