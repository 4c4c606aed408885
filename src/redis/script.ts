import { GptBotsHumanError } from '../internal/error.ts';
import type { RedisAnswer } from './redis-answer.ts';
import type { Connection } from './redis-client.ts';

/** A script, run by its hash, and with its text when Redis does not have it. */
export class Script {
  readonly #text: string;
  #hash: Promise<string> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param keys all of one slot */
  async run(connection: Connection, keys: string[], args: string[]): Promise<RedisAnswer> {
    const [key = ''] = keys;
    const rest = [String(keys.length), ...keys, ...args];
    this.#hash ??= sha1(this.#text);
    try {
      return await connection.send(key, ['EVALSHA', await this.#hash, ...rest]).catch((error) => {
        if (messageOf(error).startsWith('NOSCRIPT')) return connection.send(key, ['EVAL', this.#text, ...rest]);
        throw error;
      });
    } catch (error) {
      throw newerLayout(messageOf(error)) ?? error;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function newerLayout(message: string): GptBotsHumanError | undefined {
  const [, version] = /^NEWER (\d+)/.exec(message) ?? [];
  if (version === undefined) return undefined;
  return new GptBotsHumanError(
    `What is in Redis was written by a newer version of gptbots-human (its layout is ${version}). Nothing was changed. Use the newer version on all instances, or another prefix.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
