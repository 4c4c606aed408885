const brand = Symbol.for('gptbots-human.SkipEvent');

/** Thrown by a handler of `desk.follow` to give up on an event: it counts as done. */
export class SkipEvent extends Error {
  /** Also of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }

  constructor(message = 'This event is skipped.') {
    super(message);
    this.name = 'SkipEvent';
    Object.defineProperty(this, brand, { value: true });
  }
}
