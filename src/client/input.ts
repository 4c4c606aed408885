import type { InputIssue } from '../internal/error.ts';
import { readSafely } from '../internal/thrown.ts';
import type { ConversationEndpoint } from './endpoints.ts';
import { wrongInput } from './errors.ts';

/** The request for an input: its documented fields, and nothing else that may be on the object. */
export function readInput<Answer>(
  { operation, fields, requestSchema }: ConversationEndpoint<Answer>,
  input: unknown,
): { conversation_id: string; body?: unknown } {
  const issues: InputIssue[] = [];
  const given = copyOf(input, fields, issues);
  const request = issues.length > 0 ? undefined : requestSchema.safeParse(given);
  if (request?.success) return request.data;
  issues.push(...(request?.error.issues.map(({ path, message }) => ({ path, message })) ?? []));
  throw wrongInput(operation, issues, (given as { conversation_id?: unknown } | undefined)?.conversation_id);
}

// Anything may be passed: a proxy, a row whose getters throw.
function copyOf(input: unknown, fields: readonly string[], issues: InputIssue[]): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  // No field is an object, and one that cannot be read is wrong too.
  const isPrimitive = (value: unknown) => value === null || !['object', 'function'].includes(typeof value);
  const copy: Record<string, unknown> = {};
  for (const field of fields) {
    const read = readSafely(() => ({ value: (input as Record<string, unknown>)[field] }));
    if (!read) issues.push({ path: [field], message: 'cannot be read' });
    else if (read.value !== undefined) copy[field] = isPrimitive(read.value) ? read.value : {};
  }
  copy.timestamp ??= Date.now();
  return copy;
}
