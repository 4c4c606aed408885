const deepest = 8;

/** Anything thrown, as a bag of unknowns. */
export function asRecord(error: unknown): Record<string, unknown> {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
}

/** What lies behind an error. Happy eyeballs fails with one error per address inside an AggregateError. */
export function rootCauses(error: unknown, depth = 0): Record<string, unknown>[] {
  const { cause, errors } = asRecord(error);
  const inner = Array.isArray(errors) && errors.length > 0 ? errors : cause ? [cause] : [];
  if (inner.length === 0 || depth > deepest) return [asRecord(error)];
  return inner.flatMap((one) => rootCauses(one, depth + 1));
}
