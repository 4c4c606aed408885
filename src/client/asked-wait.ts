const longestWait = 86_400_000;
const longestHeader = 200;
// Larger, it counts milliseconds.
const mostSeconds = 100_000_000_000;

/** How long an answer asks to wait, in milliseconds and at most a day; undefined when it does not, or unreadably. */
export function askedWaitMs(status: number, headers: { get(name: string): string | null }): number | undefined {
  return retryAfterMs(headers) ?? (status === 429 ? rateLimitResetMs(headers) : undefined);
}

/**
 * A `Retry-After` header, seconds or a date, as milliseconds from now. When it was sent twice, as by GPTBots and a proxy,
 * the longer wait counts.
 */
export function retryAfterMs(headers: { get(name: string): string | null }): number | undefined {
  // A date has a comma of its own, behind the day of the week.
  const values =
    headers
      .get('retry-after')
      ?.slice(0, longestHeader)
      .match(/[a-z]{3,9}, [^,]+|[^,]+/gi) ?? [];
  const waits = values.map((value) => waitOf(value.trim())).filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function waitOf(value: string): number | undefined {
  return inRange(/^[\d.]+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now());
}

// Epoch seconds. Source: the rate-limit headers of a white-label edition.
function rateLimitResetMs(headers: { get(name: string): string | null }): number | undefined {
  const value = Number(headers.get('x-ratelimit-reset') || Number.NaN);
  // A number of seconds from now, as other APIs send, is in the year 1970.
  if (!(value > 1_000_000_000)) return undefined;
  return inRange((value > mostSeconds ? value : value * 1000) - Date.now());
}

function inRange(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), longestWait);
}
