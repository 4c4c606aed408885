import { rootCauses } from '../internal/root-causes.ts';
import { readSafely } from '../internal/thrown.ts';

/** An error in the words of the runtime: the codes and messages of what lies behind it, the innermost first. */
export function describeError(error: unknown): string {
  const causes = rootCauses(error).map(({ code, name, message }) => {
    const label = typeof code === 'string' ? code : name;
    return (
      [label, message].filter((part) => typeof part === 'string' && part).join(': ') ||
      (readSafely(() => String(error)) ?? 'unknown')
    );
  });
  // One host name may have two addresses, and one error each.
  return [...new Set(causes)].join('; ').replace(/\s+/g, ' ').trim();
}
