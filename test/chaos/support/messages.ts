import type { Delivery, ErrorKind } from 'gptbots-human';

/** What an instance is started with. */
export interface InstanceSettings {
  platformUrl: string;
  secret: string;
  store: StoreChoice;
  /** Of the client: one attempt. */
  timeoutMs: number;
  waitTimeoutMs: number;
  /** The name of a durable follower that tells of each event it has handled, from the oldest on. */
  follow?: string;
  /** Of the room that a bridge goes to; see RoomServer. */
  roomUrl?: string;
  /** Of the desk. */
  remind?: { waitingMs?: number; answerMs?: number };
  /** Turns every user away with this text. */
  turnsAwayWith?: string;
}

/** Where an instance keeps its sessions: in itself, in a SQLite file, in a Postgres, or in a Redis by one of the clients. */
export type StoreChoice =
  | { kind: 'memory' }
  | SqliteChoice
  | { kind: 'postgres'; url: string; leaseMs: number; commandTimeoutMs: number }
  | { kind: RedisClientKind; ports: number[]; leaseMs: number; commandTimeoutMs: number };

export interface SqliteChoice {
  kind: 'sqlite';
  /** Of the file. */
  path: string;
  /** Where better-sqlite3 is installed. */
  installed: string;
  synchronous: 'full' | 'normal';
  leaseMs: number;
  commandTimeoutMs: number;
}

export type RedisClientKind = 'redis' | 'ioredis' | 'redis cluster' | 'ioredis cluster';

export type Method = 'reply' | 'close' | 'session' | 'sessions' | 'transcript';

/** To an instance: call this method of your desk. */
export interface Call {
  call: number;
  method: Method;
  args: unknown[];
}

/** From an instance. */
export type Notice =
  | { listening: number }
  | { call: number; value: unknown }
  | { call: number; error: Failure }
  | { hook: string; conversationId: string; id: string }
  | Handled
  | { problem: string };

/** An event that a durable follower has handled. */
export interface Handled {
  handled: string;
  conversationId: string;
  /** On a clock that all processes of the machine share. */
  at: number;
}

/** Why a call of a desk was rejected. `gone`: the instance ended before it answered. */
export interface Failure {
  kind: ErrorKind | 'gone' | undefined;
  delivery: Delivery | undefined;
  message: string;
}
