import { readSafely } from '../internal/thrown.ts';
import type { HostWait } from '../webhook/types.ts';

/** How the host is told of work that outlives the answer, if one of these says so. */
export function hostIn(context: unknown[]): HostWait | undefined {
  const host = context.find(canWait);
  // As a method: on Workers it fails without its `this`.
  return host && ((work) => host.waitUntil(work));
}

// Frameworks pass contexts of theirs that may throw when looked at.
function canWait(argument: unknown): argument is { waitUntil: HostWait } {
  if (typeof argument !== 'object' || argument === null) return false;
  return readSafely(() => typeof (argument as { waitUntil?: unknown }).waitUntil === 'function') ?? false;
}
