import type { WebhookRequest } from '../webhook/types.ts';

type HeaderRecord = Record<string, string | string[] | undefined>;

/**
 * Converts headers to one of the two forms that the core reads: an object with `get`, or a record of strings. Hosts
 * also pass null, a Map, a list of pairs, Node's `rawHeaders`, or values that are no strings.
 */
export function plainHeaders(headers: unknown): WebhookRequest['headers'] {
  if (typeof headers !== 'object' || headers === null) return {};
  // The cast holds: it has `get`, and no other method of Headers is used.
  if (typeof (headers as Headers).get === 'function') {
    return isMap(headers) ? recordOf([...headers]) : (headers as Headers);
  }
  if (Array.isArray(headers)) return recordOf(headers.every(Array.isArray) ? headers : pairsOf(headers));
  // Most callers follow the types. Their headers need no copy.
  return isHeaderRecord(headers) ? headers : recordOf(Object.entries(headers));
}

function isMap(value: object): value is Map<unknown, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

function isHeaderRecord(headers: object): headers is HeaderRecord {
  return Object.values(headers).every((value) => value === undefined || isText(value) || isTexts(value));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

// Node's `rawHeaders` are a flat list: name, value, name, value.
function pairsOf(flat: unknown[]): unknown[][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : []));
}

function recordOf(pairs: unknown[][]): HeaderRecord {
  const record = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = [value].flat().filter((one) => isText(one) || typeof one === 'number');
    const key = String(name).toLowerCase();
    record.set(key, [...(record.get(key) ?? []), ...values.map(String)]);
  }
  return Object.fromEntries(Array.from(record, ([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
