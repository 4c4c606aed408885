/** A connected client of the package `redis`, such as `createClient()` makes. */
export interface NodeRedisClient {
  /** Sends a command. */
  sendCommand(args: string[], options?: { typeMapping?: object }): Promise<unknown>;
  /** Makes another client with the same settings. */
  duplicate(): NodeRedisClient & NodeRedisOwn;
}

/** A connected client of the package `redis` for a cluster, such as `createCluster()` makes. */
export interface NodeRedisCluster {
  /** Sends a command to the server that has the key. */
  sendCommand(
    firstKey: string,
    isReadonly: boolean,
    args: string[],
    options?: { typeMapping?: object },
  ): Promise<unknown>;
  /** Makes another client with the same settings. */
  duplicate(): NodeRedisCluster & NodeRedisOwn;
  /** What only a cluster has. */
  masters: unknown;
}

/** A client of the package `ioredis`, for one server or a cluster. */
export interface IoRedisClient {
  /** Sends a command. */
  call(command: string, args: string[]): Promise<unknown>;
  // Its own type differs between one server and a cluster.
  /** Makes another client with the same settings. */
  duplicate(...args: never[]): object;
  /** Whether it is a cluster. */
  isCluster: boolean;
}

interface NodeRedisOwn {
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
}

/** A client the Redis store can work with. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoRedisClient;

/** The two packages, and one server and a cluster, seen alike. */
export interface Connection {
  /** All keys of a command lie in one slot, that of `key`. */
  send(key: string, args: string[]): Promise<unknown>;
  /** A connection of its own, for a command that blocks. */
  duplicate(): OwnConnection;
}

/** A connection that has to be closed again. It connects when something is sent. */
export interface OwnConnection {
  send(key: string, args: string[]): Promise<unknown>;
  close(): void;
}

/** Sees a client as a {@link Connection}. */
export function connectionOf(client: RedisClient): Connection {
  if (isIoRedis(client)) return ioRedis(client);
  return isNodeRedisCluster(client) ? nodeRedisCluster(client) : nodeRedis(client);
}

/** Whether it is a client of one of the two packages. */
export function isRedisClient(value: unknown): value is RedisClient {
  const { call, sendCommand, duplicate } = (value ?? {}) as Record<string, unknown>;
  return typeof duplicate === 'function' && (typeof call === 'function' || typeof sendCommand === 'function');
}

function isIoRedis(client: RedisClient): client is IoRedisClient {
  return 'call' in client && typeof client.call === 'function';
}

function isNodeRedisCluster(client: NodeRedisClient | NodeRedisCluster): client is NodeRedisCluster {
  return 'masters' in client;
}

// Whatever the client was told to make of the types of Redis.
const asText = { typeMapping: {} };

function nodeRedis(client: NodeRedisClient): Connection {
  return {
    send: (_key, args) => client.sendCommand(args, asText),
    duplicate() {
      const own = client.duplicate();
      return connecting(own, nodeRedis(own));
    },
  };
}

function nodeRedisCluster(client: NodeRedisCluster): Connection {
  return {
    send: (key, args) => client.sendCommand(key, false, args, asText),
    duplicate() {
      const own = client.duplicate();
      return connecting(own, nodeRedisCluster(own));
    },
  };
}

function connecting(own: NodeRedisOwn, { send }: Connection): OwnConnection {
  // Without a listener an error of the connection would end the process; it shows in the commands anyway.
  own.on('error', () => {});
  return {
    async send(key, args) {
      // Whoever gave up connecting, such as a cluster none of whose nodes answered, may be asked again.
      if (!own.isOpen) await own.connect();
      return send(key, args);
    },
    close() {
      // It throws for one that is not open.
      if (own.isOpen) own.destroy();
    },
  };
}

function ioRedis(client: IoRedisClient): Connection {
  return {
    send: (_key, [command = '', ...args]) => client.call(command, args),
    duplicate() {
      // A limit for ordinary commands is none for one that waits for events.
      const unlimited = { commandTimeout: undefined };
      const args = client.isCluster ? [[], { redisOptions: unlimited }] : [unlimited];
      // Both kinds of client duplicate themselves; only their parameters differ.
      const own = client.duplicate(...(args as never[])) as IoRedisClient & IoRedisOwn;
      own.on('error', () => {});
      return { send: ioRedis(own).send, close: () => own.disconnect() };
    },
  };
}

interface IoRedisOwn {
  on(event: 'error', listener: () => void): unknown;
  disconnect(): void;
}
