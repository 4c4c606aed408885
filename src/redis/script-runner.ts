import type { Connection } from './redis-client.ts';
import { storeError } from './store-error.ts';
import { StoreTime } from './store-time.ts';
import { within } from './within.ts';

/** A call of the script. */
export interface ScriptCall {
  operation: string;
  /** The send turn for what the call starts. Empty when it starts nothing. */
  turn?: string;
  /** Encoded arguments. The first one of a step is the conversation. */
  args: string[];
  /** For error messages. */
  conversationId?: string | undefined;
  /** Whether it writes. The script refuses a write that arrives after its deadline. */
  isWrite: boolean;
}

/** Runs the script of a store. Sends only its hash, and its text when Redis does not have the script. */
export class ScriptRunner {
  readonly #connection: Connection;
  readonly #base: string;
  readonly #timeoutMs: number;
  readonly #script: string;
  readonly #now: () => string;
  readonly #time = new StoreTime();
  #hash: Promise<string> | undefined;

  /** @param now the time in milliseconds, or `''` to use Redis' own */
  constructor(connection: Connection, base: string, timeoutMs: number, script: string, now: () => string) {
    this.#connection = connection;
    this.#base = base;
    this.#timeoutMs = timeoutMs;
    this.#script = script;
    this.#now = now;
  }

  /**
   * Runs a call. Resolves to the script's answer without its time. Rejects with kind `store` after an error or a
   * timeout.
   */
  async run(call: ScriptCall): Promise<unknown[]> {
    const givenUpAt = performance.now() + this.#timeoutMs;
    try {
      return await within(this.#timeoutMs, this.#runUntil(call, givenUpAt));
    } catch (error) {
      const isLate = performance.now() >= givenUpAt;
      throw storeError(isLate ? `did not answer within ${this.#timeoutMs} ms` : 'failed', call, error);
    }
  }

  async #runUntil(call: ScriptCall, givenUpAt: number): Promise<unknown[]> {
    if (call.isWrite && !this.#time.isKnown)
      await this.#attempt({ operation: 'tail', args: [''], isWrite: false }, givenUpAt);
    for (;;) {
      const answer = await this.#attempt(call, givenUpAt);
      if (answer) return answer;
      // Redis refused the write as too late, but it is not: Redis' clock has jumped. Its new time is known now, so try
      // again.
      if (performance.now() >= givenUpAt) throw new Error('LATE');
    }
  }

  async #attempt(
    { operation, turn = '', args, isWrite }: ScriptCall,
    givenUpAt: number,
  ): Promise<unknown[] | undefined> {
    const deadline = isWrite ? String(Math.floor(this.#time.at(givenUpAt))) : '';
    const [verdict, now, ...answer] = await this.#evaluate([operation, deadline, this.#now(), turn, ...args]);
    this.#time.learn(Number(now));
    return verdict === 'ok' ? answer : undefined;
  }

  async #evaluate(args: string[]): Promise<unknown[]> {
    this.#hash ??= sha1(this.#script);
    const rest = ['1', this.#base, ...args];
    try {
      return asList(await this.#connection.send(this.#base, ['EVALSHA', await this.#hash, ...rest]));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return asList(await this.#connection.send(this.#base, ['EVAL', this.#script, ...rest]));
    }
  }
}

function asList(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new Error('UNEXPECTED answer');
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
