import { readField, readSafely } from '../../internal/thrown.ts';
import { ThreadGone } from '../thread-gone.ts';

/** What is known of an error of an adapter, or of the client behind it. */
export interface AdapterErrorFacts {
  /** The room's own code, as `channel_not_found` or `50001`, or one of the network. */
  code?: string;
  /** The HTTP status. */
  status?: number;
  /** What the room asks to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** Why a room did not take a call. It says nothing of what was written: adapters put requests and answers into theirs. */
export class AdapterFailure extends Error implements AdapterErrorFacts {
  readonly code?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;

  constructor(message: string, facts: AdapterErrorFacts = {}) {
    super(message);
    this.name = 'AdapterFailure';
    Object.assign(this, facts);
  }
}

/** What to throw for what an adapter threw: `ThreadGone`, or an {@link AdapterFailure}. */
export function adapterError(room: string, error: unknown): Error {
  if (error instanceof ThreadGone || error instanceof AdapterFailure) return error;
  const facts = readAdapterError(error);
  const isGone = goneCodes.has(`${room} ${facts.code}`) || (room === 'teams' && facts.status === 404);
  if (isGone) return Object.assign(new ThreadGone(), facts);
  const what = [facts.code, facts.status].filter((part) => part !== undefined).join(', ');
  return new AdapterFailure(`${room} did not take a call of the bridge${what && ` (${what})`}.`, facts);
}

// Slack: conversations.replies and chat.postMessage. Discord: Unknown Channel, as a thread is a channel there.
const goneCodes = new Set(['slack thread_not_found', 'discord 10003']);

/** Reads what an adapter threw. */
export function readAdapterError(error: unknown): AdapterErrorFacts {
  const original = readField(error, 'originalError');
  const inner = readField(error, 'innerHttpError') ?? readField(original, 'innerHttpError');
  const body = bodyOf(original);
  // Slack: `data.error` of an answer, else the code of its client. Discord: `originalError.code`.
  const code = [
    readField(readField(error, 'data'), 'error'),
    readField(original, 'code'),
    readField(error, 'code'),
  ].find(isCode);
  const status = [readField(inner, 'statusCode'), ...[error, original].flatMap(statuses)].find(isStatus);
  const seconds = [readField(error, 'retryAfter'), readField(body, 'retry_after')].find(isSeconds);
  return {
    ...(code !== undefined && { code: String(code) }),
    ...(status !== undefined && { status }),
    ...(seconds !== undefined && { retryAfterMs: Math.ceil(seconds * 1_000) }),
  };
}

// Discord's answer is the message of the error: {"message":"You are being rate limited.","retry_after":64.57,"global":false}
function bodyOf(original: unknown): unknown {
  const message = readField(original, 'message');
  return typeof message === 'string' ? readSafely(() => JSON.parse(message)) : undefined;
}

function statuses(error: unknown): unknown[] {
  return ['status', 'statusCode', 'code'].map((key) => readField(error, key));
}

function isCode(value: unknown): value is string | number {
  return (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)) || typeof value === 'number';
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value < 600;
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}
