import { quotedId } from '../internal/quoted-id.ts';
import { realClearTimeout, realSetTimeout } from '../internal/real-timers.ts';
import type { Reply } from './types.ts';

interface Reader {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** The replies a test has not read yet, and who waits for the next one. */
export class UnreadReplies {
  readonly #conversationId: string;
  readonly #replies: Reply[] = [];
  readonly #readers: Reader[] = [];
  #ended: string | undefined;

  constructor(conversationId: string) {
    this.#conversationId = conversationId;
  }

  add(reply: Reply): void {
    const reader = this.#readers.shift();
    if (reader) reader.resolve(reply);
    else this.#replies.push(reply);
  }

  /** Nothing more will come. */
  end(why: string): void {
    this.#ended = why;
    for (const reader of this.#readers.splice(0)) reader.reject(this.#noReply(why));
  }

  next(timeoutMs: number): Promise<Reply> {
    const reply = this.#replies.shift();
    if (reply) return Promise.resolve(reply);
    if (this.#ended !== undefined) return Promise.reject(this.#noReply(this.#ended));
    return new Promise((resolve, reject) => {
      // Real time, whatever the platform's clock, and under fake timers: a test must not hang.
      const timer = realSetTimeout(() => {
        this.#readers.splice(this.#readers.indexOf(reader), 1);
        reject(this.#noReply(`nothing came within ${timeoutMs} ms`));
      }, timeoutMs);
      const reader: Reader = {
        resolve(reply) {
          realClearTimeout(timer);
          resolve(reply);
        },
        reject(error) {
          realClearTimeout(timer);
          reject(error);
        },
      };
      this.#readers.push(reader);
    });
  }

  #noReply(why: string): Error {
    return new Error(
      `The visitor of conversation ${quotedId(this.#conversationId)} was shown no further reply: ${why}.`,
    );
  }
}
