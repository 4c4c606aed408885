/** An environment variable, or undefined where there is none or this runtime has no environment to read. */
export function readEnv(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    // Deno without permission to read it.
    return undefined;
  }
}
