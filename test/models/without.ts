/** A copy of an object without one of its fields. */
export function without(object: object, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
}
