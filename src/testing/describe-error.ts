import { rootCauses } from '../internal/root-causes.ts';

/** An error in the words of the runtime: the codes and messages of what lies behind it, the innermost first. */
export function describeError(error: unknown): string {
  const causes = rootCauses(error).map(({ code, name, message }) => {
    const label = typeof code === 'string' ? code : name;
    return [label, message].filter((part) => typeof part === 'string' && part).join(': ') || String(error);
  });
  // One host name may have two addresses, and one error each.
  return [...new Set(causes)].join('; ').replace(/\s+/g, ' ').trim();
}
