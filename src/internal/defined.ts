/** A copy without the keys whose value is undefined. */
export function defined<T extends object>(given: T): T {
  // Only keys that may be absent can have been undefined.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
