const longestWait = 86_400_000;
const longestHeader = 200;
// A larger number is in milliseconds.
const mostSeconds = 100_000_000_000;

/**
 * How long an answer asks to wait, in milliseconds, a day at most. Undefined when no header asks, or none is readable.
 */
export function askedWaitMs(status: number, headers: { get(name: string): string | null }): number | undefined {
  return retryAfterMs(headers) ?? (status === 429 ? rateLimitResetMs(headers) : undefined);
}

/**
 * Reads a `Retry-After` header, seconds or a date, as milliseconds from now. When it was sent twice, by GPTBots and a
 * proxy for example, the longer wait counts.
 */
export function retryAfterMs(headers: { get(name: string): string | null }): number | undefined {
  // A comma separates two values, but a date also has one after the day of the week.
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

// `X-RateLimit-Reset` in epoch seconds. Source: the documentation of a white-label edition.
function rateLimitResetMs(headers: { get(name: string): string | null }): number | undefined {
  const value = Number(headers.get('x-ratelimit-reset') || Number.NaN);
  // Other APIs send seconds from now. That is a small number, and not an epoch time.
  if (!(value > 1_000_000_000)) return undefined;
  return inRange((value > mostSeconds ? value : value * 1000) - Date.now());
}

function inRange(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), longestWait);
}
