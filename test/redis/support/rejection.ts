/** What a promise is rejected with, and after how long; a promise that is kept is a failure. */
export async function rejection(work: Promise<unknown>): Promise<{ error: unknown; afterMs: number }> {
  const start = performance.now();
  try {
    await work;
  } catch (error) {
    return { error, afterMs: performance.now() - start };
  }
  throw new Error('expected a rejection, but it was carried out');
}
