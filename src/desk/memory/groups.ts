/** Entries by a key they share. Most keys have one entry, which needs no list of its own. */
export class Groups<Entry extends object> {
  readonly #groups = new Map<string, Entry | Set<Entry>>();

  /** Those of a key, in the order they came. */
  of(key: string): Entry[] {
    const group = this.#groups.get(key);
    if (!group) return [];
    return group instanceof Set ? [...group] : [group];
  }

  /** Takes an entry from one key to another; undefined is no key. */
  move(entry: Entry, from: string | undefined, to: string | undefined): void {
    if (from !== undefined) this.#delete(from, entry);
    if (to === undefined) return;
    const group = this.#groups.get(to);
    if (group instanceof Set) group.add(entry);
    else this.#groups.set(to, group ? new Set([group, entry]) : entry);
  }

  #delete(key: string, entry: Entry): void {
    const group = this.#groups.get(key);
    if (group instanceof Set) group.delete(entry);
    if (group === entry || (group instanceof Set && group.size === 0)) this.#groups.delete(key);
  }
}
