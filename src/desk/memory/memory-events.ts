import { copyEvent } from '../store/copy-event.ts';
import { cursorError } from '../store/cursor-error.ts';
import type { Change, DeskEvent } from '../types.ts';
import { EventLog } from './event-log.ts';

/** The newest changes of a memory store. */
export class MemoryEvents {
  readonly #log: EventLog;
  // Tells the cursors of this store from those of another one.
  readonly #name = `m${Math.random().toString(36).slice(2, 10)}`;

  constructor(maxEvents: number) {
    this.#log = new EventLog(maxEvents, 1);
  }

  /** Where a follower begins who wants only what is still to come. */
  get cursor(): string {
    return this.#cursorOf(this.#log.end - 1);
  }

  /** Where a follower begins who wants all that is kept. */
  get oldest(): string {
    return this.#cursorOf(this.#log.start - 1);
  }

  add(conversationId: string, changes: readonly (Change | { type: 'forgotten' })[], at: number): void {
    if (changes.length === 0) return;
    for (const change of changes) {
      this.#log.add({ cursor: this.#cursorOf(this.#log.end), conversationId, at, ...change });
    }
    this.#log.wake();
  }

  /** Forgets what is older than a time. */
  trim(before: number): void {
    this.#log.trim(before);
  }

  /** Forgets all events of some conversations; their places stay. */
  erase(conversationIds: Set<string>): void {
    this.#log.erase(conversationIds);
  }

  async *follow(after: string | undefined, signal: AbortSignal): AsyncGenerator<DeskEvent, void> {
    let position = after === undefined ? this.#log.end : this.#positionOf(after) + 1;
    while (!signal.aborted) {
      if (position < this.#log.start) throw cursorError('trimmed');
      const event = this.#log.at(position);
      if (position < this.#log.end) {
        position++;
        if (event) yield copyEvent(event);
      } else {
        await this.#log.next(signal);
      }
    }
  }

  #cursorOf(position: number): string {
    // With zeros, so that cursors sort.
    return `${this.#name}-${`${position}`.padStart(16, '0')}`;
  }

  #positionOf(cursor: string): number {
    const [, name, position] = /^(m[a-z0-9]*)-(\d{1,16})$/.exec(cursor) ?? [];
    if (name !== this.#name || Number(position) >= this.#log.end) throw cursorError('foreign');
    return Number(position);
  }
}
