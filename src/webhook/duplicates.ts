/**
 * Remembers which requests were handled, the newest `maxEntries` of them, each for `ttlMs`.
 * A ring of keys beside the map: forgetting the oldest costs the same however many are remembered.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;
  readonly #ring: string[] = [];
  #next = 0;

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#ttlMs = options.ttlMs;
    this.#maxEntries = options.maxEntries;
  }

  /**
   * Asks whether a request runs or has run: `handled`; a promise while it runs, settled when it is over; or
   * `undefined` for a new one, which from now on counts as running until {@link settle} is called.
   */
  begin(key: string): 'handled' | Promise<void> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#remember(key);
    else if (entry.handledAt === undefined) return new Promise((resolve) => entry.waiting.push(resolve));
    else if (performance.now() - entry.handledAt < this.#ttlMs) return 'handled';
    else entry.handledAt = undefined;
    return undefined;
  }

  /** The request is over. When it was handled, a repeat is a duplicate; otherwise a repeat runs. */
  settle(key: string, handled: boolean): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    if (handled) entry.handledAt = performance.now();
    else this.#entries.delete(key);
    for (const resolve of entry.waiting.splice(0)) resolve();
  }

  #remember(key: string): void {
    const slot = this.#next;
    this.#next = (slot + 1) % this.#maxEntries;
    const oldest = this.#ring[slot];
    // The key in the slot may have been forgotten since, and be remembered again in another slot.
    if (oldest !== undefined && this.#entries.get(oldest)?.slot === slot) this.settle(oldest, false);
    this.#ring[slot] = key;
    this.#entries.set(key, { slot, handledAt: undefined, waiting: [] });
  }
}

interface Entry {
  slot: number;
  /** `undefined` while it runs. */
  handledAt: number | undefined;
  /** Repeats that came meanwhile. */
  waiting: (() => void)[];
}

const longestKey = 512;

/**
 * The key of a request: equal for two requests with the same route and the same content. `undefined` when it is nested
 * more deeply than JSON can be written, which no platform does.
 */
export function duplicateKey(
  route: string,
  request: { conversation_id: string; timestamp: number },
): string | undefined {
  // Parsed requests list the fields of the contract in one order, so equal content gives equal text.
  const content = toJson(request);
  if (content === undefined) return undefined;
  if (content.length <= longestKey) return `${route} ${content}`;
  return `${route} ${request.timestamp} ${fingerprint(content)} ${fingerprint(request.conversation_id)}`;
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

// 64 bits of two FNV-like hashes, and the length: not for secrets, only to keep long texts out of memory.
function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return `${text.length}-${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`;
}
