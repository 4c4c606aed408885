/** An error in the words of the runtime: the codes and messages of what lies behind it, the innermost first. */
export function describeError(error: unknown): string {
  const causes = rootsOf(error).map(({ code, name, message }) => {
    const label = typeof code === 'string' ? code : name;
    return [label, message].filter((part) => typeof part === 'string' && part).join(': ') || String(error);
  });
  // One host name may have two addresses, and one error each.
  return [...new Set(causes)].join('; ').replace(/\s+/g, ' ').trim();
}

function rootsOf(error: unknown, depth = 0): Record<string, unknown>[] {
  // Any thrown object may be looked at as a bag of unknowns.
  const record = Object(error) as Record<string, unknown>;
  const { cause, errors } = record;
  const inner = Array.isArray(errors) && errors.length > 0 ? errors : cause ? [cause] : [];
  if (inner.length === 0 || depth > 8) return [record];
  return inner.flatMap((one) => rootsOf(one, depth + 1));
}
