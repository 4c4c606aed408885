const bucketMs = 1000;

/**
 * Who is due when, in buckets of a second, so that looking for them costs nothing for those who are not. A later time is
 * not written down at once: whoever comes up too early is asked again, and put back.
 */
export class DueTimes {
  readonly #buckets = new Map<number, Set<string>>();
  readonly #bucketOf = new Map<string, number>();
  #next: number | undefined;

  /** Sees to it that `id` comes up once `at` is over, or before. */
  set(id: string, at: number): void {
    const bucket = Math.ceil(at / bucketMs);
    const known = this.#bucketOf.get(id);
    if (known !== undefined && known <= bucket) return;
    if (known !== undefined) this.#remove(id, known);
    const ids = this.#buckets.get(bucket) ?? new Set();
    this.#buckets.set(bucket, ids.add(id));
    this.#bucketOf.set(id, bucket);
    if (this.#next === undefined || bucket < this.#next) this.#next = bucket;
  }

  /** Takes out up to `most` of those whose time may be over. */
  take(now: number, most: number): string[] {
    const last = Math.floor(now / bucketMs);
    if (this.#next === undefined || this.#next > last) return [];
    const buckets = [...this.#buckets.keys()].filter((bucket) => bucket <= last).sort((a, b) => a - b);
    const ids: string[] = [];
    for (const bucket of buckets) {
      for (const id of this.#buckets.get(bucket) ?? []) {
        if (ids.length === most) return ids;
        this.#remove(id, bucket);
        ids.push(id);
      }
    }
    this.#next = this.#buckets.size > 0 ? last + 1 : undefined;
    return ids;
  }

  #remove(id: string, bucket: number): void {
    const ids = this.#buckets.get(bucket);
    ids?.delete(id);
    if (ids?.size === 0) this.#buckets.delete(bucket);
    this.#bucketOf.delete(id);
  }
}
