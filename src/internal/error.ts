import { defined } from './defined.ts';
import { readField } from './thrown.ts';

/** What went wrong, in one word; see {@link GptBotsHumanError.kind}. */
export type ErrorKind =
  | 'input'
  | 'api'
  | 'http'
  | 'connection'
  | 'timeout'
  | 'aborted'
  | 'response'
  | 'closed'
  | 'not_found'
  | 'conflict'
  | 'store'
  | 'cursor';

/**
 * The answer to "did the customer get it?".
 *
 * - `not_sent`: certainly not, nothing reached GPTBots
 * - `rejected`: certainly not, GPTBots refused it
 * - `unknown`: perhaps; sending it again may show it twice
 */
export type Delivery = 'not_sent' | 'rejected' | 'unknown';

/** One attempt of a call to GPTBots, as `onAttempt` and `error.attempts` show it. */
export interface Attempt {
  /** When it started, epoch milliseconds. */
  startedAt: number;
  /** How long it took, in milliseconds. */
  durationMs: number;
  /** How it ended: `success`, or the `kind` of its failure. */
  outcome: 'success' | 'api' | 'http' | 'connection' | 'timeout' | 'aborted' | 'response';
  /** HTTP status, when there was an answer. */
  status?: number;
}

/** A field that broke the contract. Carries the path and the reason, never the value. */
export interface InputIssue {
  /** The names that lead to the field. */
  path: PropertyKey[];
  /** What was expected. */
  message: string;
}

/** A plain copy of an underlying error's name, message and code. Never the error itself: it carries the API key. */
export interface ErrorCause {
  /** The error's name. */
  name: string;
  /** The error's message, without anything private. */
  message: string;
  /** Its code, such as `ECONNREFUSED`. */
  code?: string;
  /** What caused it. */
  cause?: ErrorCause;
}

/** The fields of a {@link GptBotsHumanError}. */
export interface ErrorDetails {
  /** See {@link GptBotsHumanError.kind}. */
  kind: ErrorKind;
  /** See {@link GptBotsHumanError.delivery}. */
  delivery: Delivery;
  /** See {@link GptBotsHumanError.status}. */
  status?: number | undefined;
  /** See {@link GptBotsHumanError.code}. */
  code?: number | undefined;
  /** See {@link GptBotsHumanError.apiMessage}. */
  apiMessage?: string | undefined;
  /** See {@link GptBotsHumanError.retryAfterMs}. */
  retryAfterMs?: number | undefined;
  /** See {@link GptBotsHumanError.issues}. */
  issues?: InputIssue[] | undefined;
  /** See {@link GptBotsHumanError.attempts}. */
  attempts?: Attempt[] | undefined;
  /** See {@link GptBotsHumanError.conversation_id}. */
  conversation_id?: string | undefined;
  /** See {@link GptBotsHumanError.cause}. */
  cause?: ErrorCause | undefined;
}

// Symbol.for, so that the ESM and the CJS copy of this package recognise each other's errors.
const brand = Symbol.for('gptbots-human.error');

/**
 * Every failure this package reports.
 *
 * Its message says what happened, to which conversation, whether the customer got the message and what to do now.
 * It never holds the API key, the text of a message or an e-mail address.
 */
export class GptBotsHumanError extends Error {
  /**
   * - `input`: an option or argument is wrong; nothing was sent
   * - `api`: GPTBots said no, possibly with HTTP 200; see `code` and `apiMessage`
   * - `http`: a status other than 2xx without a GPTBots code
   * - `connection`: the connection was not made, or broke
   * - `timeout`: `timeoutMs` or `deadlineMs` ran out
   * - `aborted`: the caller's signal
   * - `response`: a 2xx answer that is not the documented one
   * - `closed`, `not_found`, `conflict`, `store`, `cursor`: from the desk
   */
  declare readonly kind: ErrorKind;
  /** Did the customer get it? Covers all attempts together. */
  declare readonly delivery: Delivery;
  /** HTTP status of the last answer. */
  declare readonly status?: number;
  /** GPTBots' own error code, such as `40127`. */
  declare readonly code?: number;
  /** GPTBots' own error message, shortened and with anything private taken out. */
  declare readonly apiMessage?: string;
  /** How long GPTBots asked to wait, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /** Which fields are wrong. */
  declare readonly issues?: InputIssue[];
  /** Every attempt that was made, oldest first; empty when none was. */
  declare readonly attempts: Attempt[];
  /** The conversation the error is about. */
  declare readonly conversation_id?: string;
  /** The underlying error, without anything private. */
  declare readonly cause?: ErrorCause;

  constructor(message: string, details: ErrorDetails) {
    super(message);
    Object.assign(this, defined({ attempts: [], ...details }));
  }
}

// On the prototype, as with built-in errors: own properties would be printed with every logged error.
Object.defineProperties(GptBotsHumanError.prototype, {
  name: { value: 'GptBotsHumanError', writable: true, configurable: true },
  [brand]: { value: true },
});

// Makes `instanceof` work between the ESM and the CJS copy of this package. Subclasses keep the usual rule.
Object.defineProperty(GptBotsHumanError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this === GptBotsHumanError) return isGptBotsHumanError(value);
    return Function.prototype[Symbol.hasInstance].call(this as typeof GptBotsHumanError, value);
  },
});

/** Whether `value` is a {@link GptBotsHumanError}, from any entry point and module format. */
export function isGptBotsHumanError(value: unknown): value is GptBotsHumanError {
  return readField(value, brand) === true;
}
