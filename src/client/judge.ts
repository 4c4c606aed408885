import type * as z from 'zod';
import { type AnswerHead, type Failure, notTheContract, refused } from './failure.ts';

/** An answer that means GPTBots took the call. */
export interface Success<T> {
  kind: 'success';
  status: number;
  answer: T;
}

/**
 * Decides what an answer means. `text` is its body, `undefined` when that was too large to read.
 * GPTBots may refuse with HTTP 200, and a proxy may answer 200 with a page of its own.
 */
export function judge<T>(head: AnswerHead, text: string | undefined, schema: z.ZodType<T>): Success<T> | Failure {
  const { status } = head;
  const body = text === undefined ? undefined : parseObject(text);
  const code = readCode(body?.code);
  const apiMessage = typeof body?.message === 'string' ? body.message : undefined;
  if (status < 200 || status > 299) return refused(head, code, apiMessage);
  if (body === undefined) return notTheContract(status, text === undefined ? 'is over 1 MiB' : 'is not a JSON object');
  // Which code means success is not published. Existing clients test for 0; 200 is the other reading of the pages.
  if (code !== undefined && code !== 0 && code !== 200) return refused(head, code, apiMessage);
  const parsed = schema.safeParse(body);
  return parsed.success
    ? { kind: 'success', status, answer: parsed.data }
    : notTheContract(status, 'has a code that is not a number');
}

// An empty body counts as an empty object.
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    // Checked here: neither null nor an array nor a plain value.
    return typeof value === 'object' && value && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function readCode(code: unknown): number | undefined {
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^-?\d+$/.test(code) ? Number(code) : undefined;
}
