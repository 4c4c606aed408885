const maxLines = 10;
const withinMs = 60_000;

/** A log line that may be written. */
export interface Admitted {
  /** How many lines of its kind were left out since the last one. */
  leftOut: number;
  /** The next lines of its kind will be left out. */
  isLast: boolean;
}

/**
 * Allows ten lines of each kind per minute and counts the others, so that a flood of requests does not flood the log.
 */
export class LogLimit {
  readonly #kinds = new Map<number | string, { loggedAt: number[]; leftOut: number }>();

  /**
   * Asks to log a line. Returns undefined when it has to be left out. Kinds are kept for ever, so there must be few.
   */
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
