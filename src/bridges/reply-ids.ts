/** The ids that a desk keeps replies of a bridge under: with its name, so that they are no others' and can be told from them. */
export class ReplyIds {
  readonly #prefix: string;

  constructor(name: string) {
    this.#prefix = `${name}:`;
  }

  /** The desk's id of a reply that was heard under this one. */
  inDesk(id: string): string {
    return `${this.#prefix}${id}`;
  }

  /** What it was heard under; undefined for a message that did not come through this bridge. */
  inRoom(id: string): string | undefined {
    return id.startsWith(this.#prefix) ? id.slice(this.#prefix.length) : undefined;
  }
}
