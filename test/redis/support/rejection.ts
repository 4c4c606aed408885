/** What a promise is rejected with; a promise that is kept is a failure. */
export async function rejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection, but it was carried out');
}
