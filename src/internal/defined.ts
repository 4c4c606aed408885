/** Copies an object without the keys whose value is undefined. */
export function defined<T extends object>(given: T): T {
  // The cast holds: only optional keys can be undefined, so only optional keys are missing.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
