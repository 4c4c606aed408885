const bucketMs = 1000;

/** Something that is due at some time. */
export interface InDueTimes {
  /** The bucket it waits in. Only {@link DueTimes} uses it. */
  bucket: number | undefined;
}

/**
 * What is due when, in buckets of a second, so that entries that are not due cost nothing. A later time is not
 * recorded at once: the entry comes up too early, and the caller puts it back.
 */
export class DueTimes<Entry extends InDueTimes> {
  readonly #buckets = new Map<number, Set<Entry>>();
  #next: number | undefined;

  /** Makes `entry` come up at `at`, or earlier. */
  set(entry: Entry, at: number): void {
    const bucket = Math.ceil(at / bucketMs);
    if (entry.bucket !== undefined && entry.bucket <= bucket) return;
    this.delete(entry);
    const entries = this.#buckets.get(bucket) ?? new Set();
    this.#buckets.set(bucket, entries.add(entry));
    entry.bucket = bucket;
    if (this.#next === undefined || bucket < this.#next) this.#next = bucket;
  }

  /** Removes and returns up to `max` entries that may be due. */
  take(now: number, max: number): Entry[] {
    const last = Math.floor(now / bucketMs);
    if (this.#next === undefined || this.#next > last) return [];
    const buckets = [...this.#buckets.keys()].filter((bucket) => bucket <= last).sort((a, b) => a - b);
    const taken: Entry[] = [];
    for (const bucket of buckets) {
      for (const entry of this.#buckets.get(bucket) ?? []) {
        if (taken.length === max) return taken;
        this.delete(entry);
        taken.push(entry);
      }
    }
    this.#next = this.#buckets.size > 0 ? last + 1 : undefined;
    return taken;
  }

  delete(entry: Entry): void {
    if (entry.bucket === undefined) return;
    const entries = this.#buckets.get(entry.bucket);
    entries?.delete(entry);
    if (entries?.size === 0) this.#buckets.delete(entry.bucket);
    entry.bucket = undefined;
  }
}
