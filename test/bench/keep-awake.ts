/**
 * Keeps this process from sleeping. Waking the other end of a connection costs whoever writes to it as much as a small
 * request does: a slow program would pay that with every write, and a fast one, whose other end never comes to rest,
 * never. So the other end of what is measured does not rest.
 */
export function keepAwake(isBusy: () => boolean): void {
  if (isBusy()) setImmediate(keepAwake, isBusy);
}
