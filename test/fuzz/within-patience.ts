// A safety net: nothing that works takes as long, on however busy a machine.
const patienceMs = 60_000;

/** What a promise comes to; an error that names what was waited for when it comes to nothing. */
export async function withinPatience<T>(waited: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([waited, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
