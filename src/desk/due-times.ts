const bucketMs = 1000;

/** Something that is due at some time; kept with it. */
export interface Due {
  /** Where it waits; of {@link DueTimes} alone. */
  bucket: number | undefined;
}

/**
 * Who is due when, in buckets of a second, so that looking for them costs nothing for those who are not. A later time is
 * not written down at once: whoever comes up too early is asked again, and put back.
 */
export class DueTimes<Entry extends Due> {
  readonly #buckets = new Map<number, Set<Entry>>();
  #next: number | undefined;

  /** Sees to it that `entry` comes up once `at` is over, or before. */
  set(entry: Entry, at: number): void {
    const bucket = Math.ceil(at / bucketMs);
    if (entry.bucket !== undefined && entry.bucket <= bucket) return;
    this.delete(entry);
    const entries = this.#buckets.get(bucket) ?? new Set();
    this.#buckets.set(bucket, entries.add(entry));
    entry.bucket = bucket;
    if (this.#next === undefined || bucket < this.#next) this.#next = bucket;
  }

  /** Takes out up to `max` of those whose time may be over. */
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
