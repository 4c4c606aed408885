import { byteLength } from '../internal/bytes.ts';
import { realNow } from '../internal/real-timers.ts';
import type { CallRecord } from './types.ts';

const maxRecords = 1000;

/** The calls so far; of many, the newest. */
export class Records {
  readonly all: CallRecord[] = [];
  readonly #changed: (call: CallRecord) => void;
  readonly #maxBytes: number;
  readonly #sizes = new Map<CallRecord, number>();
  #count = 0;
  #bytes = 0;

  /** `changed` hears when a call begins and when it ends. */
  constructor(maxBytes: number, changed: (call: CallRecord) => void) {
    this.#maxBytes = maxBytes;
    this.#changed = changed;
  }

  /** A call begins. Returns what to call when it ends. */
  begin(call: Omit<CallRecord, 'id' | 'answer' | 'durationMs' | 'failure'>): EndCall {
    const startedAt = realNow();
    const record: CallRecord = {
      id: ++this.#count,
      ...call,
      answer: undefined,
      durationMs: undefined,
      failure: undefined,
    };
    this.all.push(record);
    this.#measure(record);
    this.#changed(record);
    return (outcome) => {
      Object.assign(record, outcome, { durationMs: realNow() - startedAt });
      // It may have been dropped meanwhile.
      if (this.#sizes.has(record)) this.#measure(record);
      this.#changed(record);
    };
  }

  #measure(record: CallRecord): void {
    const bytes = sizeOf(record);
    this.#bytes += bytes - (this.#sizes.get(record) ?? 0);
    this.#sizes.set(record, bytes);
    while (this.all.length > maxRecords || (this.#bytes > this.#maxBytes && this.all.length > 1)) this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.all.shift();
    if (!oldest) return;
    this.#bytes -= this.#sizes.get(oldest) ?? 0;
    this.#sizes.delete(oldest);
  }
}

// Both directions, the heads included.
function sizeOf({ request, answer }: CallRecord): number {
  const head = request.url.length + sizeOfHeaders(request.headers) + request.body.byteLength;
  return answer ? head + sizeOfHeaders(answer.headers) + byteLength(answer.body) : head;
}

function sizeOfHeaders(headers: Record<string, string>): number {
  return Object.entries(headers ?? {}).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
}

/** A call ends, with an answer or without. */
export type EndCall = (outcome: Pick<CallRecord, 'answer'> | Pick<CallRecord, 'failure'>) => void;
