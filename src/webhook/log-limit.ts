const maxLines = 10;
const withinMs = 60_000;

/** A line that may be logged. */
export interface Admitted {
  /** How many of its kind were not logged since the last that was. */
  leftOut: number;
  /** The next ones of its kind will be left out. */
  isLast: boolean;
}

/** Lets ten lines of each kind through in any minute, and counts the others: a flood of requests must not be one of logs. */
export class LogLimit {
  readonly #kinds = new Map<number | string, { loggedAt: number[]; leftOut: number }>();

  /** Whether one more line of this kind may be logged; undefined when not. There must be few kinds. */
  admit(kind: number | string): Admitted | undefined {
    const lines = this.#kinds.get(kind) ?? { loggedAt: [], leftOut: 0 };
    this.#kinds.set(kind, lines);
    const { loggedAt, leftOut } = lines;
    const now = performance.now();
    const [oldest = 0] = loggedAt;
    if (loggedAt.length === maxLines) {
      if (now - oldest < withinMs) {
        lines.leftOut++;
        return undefined;
      }
      loggedAt.shift();
    }
    loggedAt.push(now);
    lines.leftOut = 0;
    return { leftOut, isLast: loggedAt.length === maxLines && now - (loggedAt[0] ?? now) < withinMs };
  }
}
