import type { WebhookRequest } from './types.ts';

/** The values of a header, by its name in lower case. */
export function headersOf(headers: WebhookRequest['headers'], name: string): string[] {
  // Structural: the Headers of another realm, or of a polyfill, is none of ours to instanceof.
  if (typeof headers.get === 'function') return [headers.get(name) ?? ''];
  // Checked: what has no `get` is a record. Node writes names in lower case, others may not.
  const record = headers as Record<string, string | string[] | undefined>;
  const value = record[name] ?? record[Object.keys(record).find((key) => key.toLowerCase() === name) ?? name] ?? [];
  return typeof value === 'string' ? [value] : value;
}
