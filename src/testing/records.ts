import { realNow } from '../internal/real-timers.ts';
import type { CallRecord } from './types.ts';

const most = 1000;
const mostBytes = 32 * 1024 * 1024;

/** The calls so far; of many, the newest. */
export class Records {
  readonly all: CallRecord[] = [];
  readonly #changed: (call: CallRecord) => void;
  #count = 0;
  #bytes = 0;

  /** `changed` hears when a call begins and when it ends. */
  constructor(changed: (call: CallRecord) => void) {
    this.#changed = changed;
  }

  /** A call begins. Returns what to call when it ends. */
  begin(
    call: Pick<CallRecord, 'kind' | 'name' | 'test' | 'conversationId' | 'startedAt' | 'request' | 'fault'>,
  ): EndCall {
    const startedAt = realNow();
    const record: CallRecord = {
      id: ++this.#count,
      ...call,
      answer: undefined,
      durationMs: undefined,
      failure: undefined,
    };
    this.all.push(record);
    this.#bytes += record.request.body.byteLength;
    while (this.all.length > most || (this.#bytes > mostBytes && this.all.length > 1)) {
      this.#bytes -= this.all.shift()?.request.body.byteLength ?? 0;
    }
    this.#changed(record);
    return (outcome) => {
      Object.assign(record, outcome, { durationMs: realNow() - startedAt });
      this.#changed(record);
    };
  }
}

/** A call ends, with an answer or without. */
export type EndCall = (outcome: Pick<CallRecord, 'answer'> | Pick<CallRecord, 'failure'>) => void;
