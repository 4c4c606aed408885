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
  /** Only a cluster client has this field. */
  masters: unknown;
}

/** A client of the package `ioredis`, for one server or a cluster. */
export interface IoRedisClient {
  /** Sends a command. */
  call(command: string, args: string[]): Promise<unknown>;
  // `never[]`, because the parameters of ioredis differ between one server and a cluster.
  /** Makes another client with the same settings. */
  duplicate(...args: never[]): object;
  /** Whether it is the client of a cluster. */
  isCluster: boolean;
}

interface NodeRedisOwn {
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
}

/** A client that the Redis store supports. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoRedisClient;

/** A Redis connection. The same for both packages, and for one server and a cluster. */
export interface Connection {
  /** Sends a command. All its keys are in the slot of `key`. */
  send(key: string, args: string[]): Promise<unknown>;
  /** Makes another connection, for a command that blocks. */
  duplicate(): OwnConnection;
}

/** A connection that connects with the first command, and has to be closed. */
export interface OwnConnection {
  send(key: string, args: string[]): Promise<unknown>;
  close(): void;
}

/** Wraps a client as a {@link Connection}. */
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

// Answers come as plain text, whatever type mapping the developer set on the client.
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
  // Without a listener, an error of the connection would end the process
  // (https://github.com/redis/node-redis/issues/2302). The failing commands report the error anyway.
  own.on('error', () => {});
  return {
    async send(key, args) {
      // A client that gave up connecting, such as that of a cluster without a reachable node, may try again.
      if (!own.isOpen) await own.connect();
      return send(key, args);
    },
    close() {
      // redis 5 throws ClientClosedError when a closed client is destroyed.
      if (own.isOpen) own.destroy();
    },
  };
}

function ioRedis(client: IoRedisClient): Connection {
  return {
    send: (_key, [command = '', ...args]) => client.call(command, args),
    duplicate() {
      // ioredis applies commandTimeout to blocking commands too (https://github.com/redis/ioredis/issues/1630).
      const unlimited = { commandTimeout: undefined };
      const args = client.isCluster ? [[], { redisOptions: unlimited }] : [unlimited];
      // The casts hold: both kinds of client return a client of their own kind. Only their parameters differ.
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
