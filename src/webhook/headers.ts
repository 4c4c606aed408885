import type { WebhookRequest } from './types.ts';

/** The values of a header. `name` is in lower case. */
export function headersOf(headers: WebhookRequest['headers'], name: string): string[] {
  // Not instanceof: Headers of another realm or a polyfill are no instances of ours.
  if (typeof headers.get === 'function') return [headers.get(name) ?? ''];
  // The cast holds: headers without `get` are a record. Node writes names in lower case, other hosts may not.
  const record = headers as Record<string, string | string[] | undefined>;
  const value = record[name] ?? record[Object.keys(record).find((key) => key.toLowerCase() === name) ?? name] ?? [];
  return typeof value === 'string' ? [value] : value;
}
