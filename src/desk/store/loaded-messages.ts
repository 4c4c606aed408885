import type { Messages, Neighbours } from '../rules/messages.ts';
import type { Message } from '../types.ts';
import type { Loaded, Want } from './database.ts';

/** Thrown by a rule's question that cannot be answered yet: load what {@link LoadedMessages.want} says, and run the rule again. */
export const notLoaded = Symbol('not loaded');

/** The messages a step has asked for so far. */
export class LoadedMessages implements Messages {
  /** What was loaded, and what is missing. */
  readonly want: Want;
  /** What the step has stored. */
  readonly written = new Map<number, Message>();
  readonly #bySeq = new Map<number, Message>();
  readonly #byId = new Map<string, Message>();
  readonly #loaded: Want;
  readonly #around: Neighbours | undefined;

  constructor(kept: Loaded['kept'], loaded: Want) {
    this.#loaded = loaded;
    this.want = { ids: [...loaded.ids], seqs: [...loaded.seqs], around: loaded.around };
    this.#around = kept ? kept.around : { before: undefined, after: undefined };
    for (const message of kept?.messages ?? []) this.#know(message);
    if (!kept) this.#isEmpty = true;
  }

  // Nothing is kept of this conversation: there is nothing to load.
  #isEmpty = false;

  byId(id: string): Message | undefined {
    const known = this.#byId.get(id);
    if (known || this.#isEmpty || this.#loaded.ids.includes(id)) return known;
    this.want.ids.push(id);
    throw notLoaded;
  }

  bySeq(seq: number): Message | undefined {
    return this.bySeqs([seq])[0];
  }

  bySeqs(seqs: readonly number[]): Message[] {
    const asked = new Set(this.#loaded.seqs);
    const missing = this.#isEmpty ? [] : seqs.filter((seq) => !this.#bySeq.has(seq) && !asked.has(seq));
    if (missing.length === 0) return seqs.flatMap((seq) => this.#bySeq.get(seq) ?? []);
    this.want.seqs.push(...missing);
    throw notLoaded;
  }

  around(at: number): Neighbours {
    if (this.#around && (this.#isEmpty || this.#loaded.around === at)) return this.#around;
    this.want.around = at;
    throw notLoaded;
  }

  put(message: Message): void {
    this.#know(message);
    this.written.set(message.seq, message);
  }

  #know(message: Message): void {
    this.#bySeq.set(message.seq, message);
    this.#byId.set(message.id, message);
  }
}
