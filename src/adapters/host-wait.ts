import { readSafely } from '../internal/thrown.ts';
import type { HostWait } from '../webhook/types.ts';

/** The `waitUntil` of the first argument that has one. */
export function hostIn(context: unknown[]): HostWait | undefined {
  const host = context.find(canWait);
  // Called as a method: Cloudflare Workers throws "Illegal invocation" without its `this`
  // (https://github.com/cloudflare/workers-sdk/pull/6199).
  return host && ((work) => host.waitUntil(work));
}

// The contexts that frameworks pass may throw when they are read.
function canWait(argument: unknown): argument is { waitUntil: HostWait } {
  if (typeof argument !== 'object' || argument === null) return false;
  return readSafely(() => typeof (argument as { waitUntil?: unknown }).waitUntil === 'function') ?? false;
}
