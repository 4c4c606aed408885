import { startRedisServer } from '../../helpers/redis-server.ts';
import type { BenchOptions } from '../options.ts';
import type { Row } from '../table.ts';

/** Where the sessions of a desk are while it is measured. */
export interface Place {
  kind: 'memory' | 'redis';
  /** The name of a row. */
  label(what: string): string;
  open(): Promise<OpenPlace>;
}

/** A new one, with nothing in it. */
export interface OpenPlace {
  /** Tells the programs where it is. */
  env: Record<string, string>;
  /** Of its Redis. */
  port: number;
  close(): Promise<void>;
}

/** Measures something of a desk with this store: the rows that are wanted. */
export type Measurement = (place: Place, options: BenchOptions) => Promise<Row[]>;

/** In the process of each program. */
export const memory: Place = {
  kind: 'memory',
  label: (what) => `desk, memory: ${what}`,
  open: async () => ({ env: {}, port: 0, close: async () => {} }),
};

/** In a Redis on this machine, which writes nothing to its disk. */
export const redis: Place = {
  kind: 'redis',
  label: (what) => `desk, Redis: ${what}`,
  async open() {
    const { port, stop } = await startRedisServer({ config: ['--appendonly', 'no'] });
    return { env: { BENCH_REDIS_PORT: String(port) }, port, close: stop };
  },
};
