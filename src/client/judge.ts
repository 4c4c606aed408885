import type * as z from 'zod';
import { isObject, parseObject } from '../internal/json-object.ts';
import { type AnswerHead, type Failure, isSuccess, notTheContract, refused } from './failure.ts';

/** An answer that means that GPTBots accepted the call. */
export interface Success<T> {
  kind: 'success';
  status: number;
  answer: T;
}

/**
 * Decides what an answer means. `text` is its body, or `undefined` when it was too large. The status is not enough:
 * GPTBots may refuse with HTTP 200, and a proxy may answer 200 with a page of its own.
 */
export function judge<T>(head: AnswerHead, text: string | undefined, schema: z.ZodType<T>): Success<T> | Failure {
  const { status } = head;
  // An empty body counts as an empty object.
  const body = text === undefined ? undefined : parseObject(text.trim() || '{}');
  const { code, apiMessage, isError } = readError(body);
  if (!isSuccess(status)) return refused(head, code, apiMessage);
  if (body === undefined) return notTheContract(status, text === undefined ? 'is over 1 MiB' : 'is not a JSON object');
  // GPTBots does not document the code for success. Existing clients test for 0, but the documentation can also be read
  // as 200.
  if (isError || (code !== undefined && code !== 0 && code !== 200)) return refused(head, code, apiMessage);
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: 'success', status, answer: parsed.data };
  // Only two fields can fail: the code, when it is no number, and the results of a check. The schema's message about
  // the results completes our sentence: "the answer (HTTP 200) has no list of results".
  const isCode = parsed.error.issues.some(({ path }) => path[0] === 'code');
  return notTheContract(status, isCode ? 'has a code that is not a number' : (parsed.error.issues[0]?.message ?? ''));
}

interface ApiError {
  code: number | undefined;
  apiMessage: string | undefined;
  /** Whether the body is `{error: {…}}`: that is an error, whatever its code. */
  isError: boolean;
}

// Errors are `{code, message}`. A white-label edition also answers `{error: {code, message, status}}`.
function readError(body: Record<string, unknown> | undefined): ApiError {
  const inner = isObject(body?.error) && (body.code ?? null) === null ? body.error : undefined;
  const { code, message } = inner ?? body ?? {};
  return {
    code: readCode(code),
    apiMessage: typeof message === 'string' ? message : undefined,
    isError: inner !== undefined,
  };
}

function readCode(code: unknown): number | undefined {
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^-?\d{1,15}$/.test(code) ? Number(code) : undefined;
}
