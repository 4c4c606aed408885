/** Loaded before a program, gives it a time of day that is wrong by WRONG_BY_MS. Its monotonic clock stays as it is. */

const wrongByMs = Number(process.env.WRONG_BY_MS);
const RightDate = Date;

class WrongDate extends RightDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(WrongDate.now());
    else super(...given);
  }

  static override now(): number {
    return RightDate.now() + wrongByMs;
  }
}

Object.defineProperty(globalThis, 'Date', { value: WrongDate, writable: true, configurable: true });
