const brand = Symbol.for('gptbots-human.ThreadGone');

/** Thrown by a connector when the thread was deleted over there: it is opened anew, with what was said so far. */
export class ThreadGone extends Error {
  /** Also of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }

  constructor(message = 'The thread was deleted.') {
    super(message);
    this.name = 'ThreadGone';
    Object.defineProperty(this, brand, { value: true });
  }
}
