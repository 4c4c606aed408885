import { inputError } from '../internal/options.ts';
import { type RedisAnswer, redisAnswerOf } from './redis-answer.ts';

/** What a command is sent with. */
export interface NodeRedisCommandOptions {
  /** What answers are made of. */
  typeMapping?: object;
  /** How long the client waits for the answer, in milliseconds; 0 for as long as it takes. */
  timeout?: number;
}

/** A connected client of the package `redis`, such as `createClient()` makes. */
export interface NodeRedisClient {
  /** Sends a command. */
  sendCommand(args: string[], options?: NodeRedisCommandOptions): Promise<unknown>;
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
    options?: NodeRedisCommandOptions,
  ): Promise<unknown>;
  /** Makes another client with the same settings. */
  duplicate(): NodeRedisCluster & NodeRedisOwn;
  /** Only a cluster client has this field. */
  masters: unknown;
}

/** A connected client of the package `redis` that asks Sentinels for the server, such as `createSentinel()` makes. */
export interface NodeRedisSentinel {
  /** Sends a command to the server that Sentinel names. */
  sendCommand(isReadonly: boolean, args: string[], options?: NodeRedisCommandOptions): Promise<unknown>;
  /** Makes another client with the same settings. That of version 5 cannot: events are asked for twice a second. */
  duplicate?(): NodeRedisSentinel & NodeRedisOwn;
  /** Only a Sentinel client has this method. */
  getMasterNode(): unknown;
}

/** A client of the package `ioredis`, for one server (which Sentinels may name) or a cluster. */
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
export type RedisClient = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoRedisClient;

/** A Redis connection. The same for both packages, and for one server, a cluster and Sentinels. */
export interface Connection {
  /** Sends a command. All its keys are in the slot of `key`. */
  send(key: string, args: string[]): Promise<RedisAnswer>;
  /** Makes another connection, for a command that blocks; undefined when the client cannot make one. */
  duplicate: (() => OwnConnection) | undefined;
}

/** A connection that connects with the first command, and has to be closed. */
export interface OwnConnection {
  send(key: string, args: string[]): Promise<RedisAnswer>;
  close(): void;
}

/**
 * Wraps a client as a {@link Connection}; throws kind `input` when it is not a client, or not one that can be used.
 *
 * @param limitMs for how long an answer is waited for, in milliseconds: the client's own limit counts if it is lower
 */
export function connectionOf(client: unknown, limitMs: number): Connection {
  const { call, sendCommand, duplicate, getMasterNode, execute, v4 } = (client ?? {}) as Record<string, unknown>;
  const isOne = typeof duplicate === 'function' || typeof getMasterNode === 'function';
  // The casts hold: only clients of that package have these methods.
  if (isOne && typeof call === 'function') return ioRedis(client as IoRedisClient);
  if (isOne && typeof sendCommand === 'function' && v4 === undefined) return nodeRedis(client as NodeRedis, limitMs);
  const advice =
    typeof execute === 'function'
      ? '; this is a pool: pass what createClient() makes, one connection is enough for a desk'
      : typeof sendCommand === 'function'
        ? '; this one has another interface (legacy mode, or a lease of a Sentinel): pass what createClient(), createCluster() or createSentinel() makes'
        : '';
  throw inputError(`redisStore: client: expected a client of the package redis or ioredis${advice}`);
}

type NodeRedis = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel;

// Answers come as plain text, whatever type mapping the developer set on the client.
const asText: NodeRedisCommandOptions = { typeMapping: {} };

function nodeRedis(client: NodeRedis, limitMs: number): Connection {
  const send = sender(client, hasLowerLimit(client, limitMs) ? asText : { ...asText, timeout: 0 });
  // The cast holds: each kind makes another of its own kind.
  const duplicate = client.duplicate?.bind(client) as (() => NodeRedis & NodeRedisOwn) | undefined;
  let wasOpen = false;
  return {
    async send(key, args) {
      wasOpen ||= (client as Partial<NodeRedisOwn>).isOpen !== false;
      if (!wasOpen) throw notConnected();
      return redisAnswerOf(await send(key, args));
    },
    duplicate: duplicate && (() => ownNodeRedis(duplicate())),
  };
}

function ownNodeRedis(own: NodeRedis & NodeRedisOwn): OwnConnection {
  const send = sender(own, asText);
  // Without a listener, an error of the connection would end the process
  // (https://github.com/redis/node-redis/issues/2302). The failing commands report the error anyway.
  own.on('error', () => {});
  return {
    async send(key, args) {
      if (!own.isOpen) await own.connect();
      return redisAnswerOf(await send(key, args));
    },
    close() {
      // redis 5 throws ClientClosedError when a closed client is destroyed.
      if (own.isOpen) void Promise.resolve(own.destroy()).catch(() => {});
    },
  };
}

function sender(
  client: NodeRedis,
  options: NodeRedisCommandOptions,
): (key: string, args: string[]) => Promise<unknown> {
  if ('masters' in client) return (key, args) => client.sendCommand(key, false, args, options);
  if ('getMasterNode' in client) return (_key, args) => client.sendCommand(false, args, options);
  return (_key, args) => client.sendCommand(args, options);
}

// Version 6 of node-redis gives each command a limit of 5 seconds unless told otherwise, by an AbortSignal that takes more time
// than the command.
function hasLowerLimit(client: NodeRedis, limitMs: number): boolean {
  const { _commandOptions: own } = client as { _commandOptions?: NodeRedisCommandOptions };
  return own?.timeout !== undefined && own.timeout < limitMs;
}

function notConnected() {
  return inputError('redisStore: the client is not connected: call `await client.connect()` before the desk is used');
}

function ioRedis(client: IoRedisClient): Connection {
  return {
    send: async (_key, [command = '', ...args]) => redisAnswerOf(await client.call(command, args)),
    duplicate() {
      // ioredis applies commandTimeout to blocking commands too (https://github.com/redis/ioredis/issues/1630).
      const unlimited = { commandTimeout: undefined };
      const args = client.isCluster ? [[], { redisOptions: unlimited }] : [unlimited];
      // The casts hold: both kinds of client return a client of their own kind. Only their parameters differ.
      const own = client.duplicate(...(args as never[])) as IoRedisClient & IoRedisOwn;
      own.on('error', () => {});
      return {
        send: async (_key, [command = '', ...args]) => redisAnswerOf(await own.call(command, args)),
        close: () => own.disconnect(),
      };
    },
  };
}

interface IoRedisOwn {
  on(event: 'error', listener: () => void): unknown;
  disconnect(): void;
}
