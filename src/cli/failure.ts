import { printable } from './printable.ts';

/** Why a fetch failed, in a word or two. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  // fetch says "fetch failed", and keeps the reason in the cause.
  const { name, message, cause } = error;
  if (name === 'TimeoutError') return 'no answer in time';
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : printable(cause.message);
  return printable(message);
}
