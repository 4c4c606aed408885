import type { InputIssue } from '../internal/error.ts';
import { readSafely } from '../internal/thrown.ts';
import type { ConversationEndpoint } from './endpoints.ts';
import { wrongInput } from './errors.ts';

/** Makes the request out of an input. Takes the documented fields and ignores all others. */
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

// JavaScript callers may pass anything, such as a proxy or an object with throwing getters.
function copyOf(input: unknown, fields: readonly string[], issues: InputIssue[]): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  // All fields are primitive. Anything else becomes {}, which the schema refuses.
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
