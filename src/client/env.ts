/** Reads an environment variable; undefined when it is not set, empty or not readable. */
export function readEnv(name: string): string | undefined {
  try {
    return globalThis.process.env[name] || undefined;
  } catch {
    // There may be no process, as in a browser. Deno throws NotCapable without --allow-env (https://github.com/denoland/deno/pull/28280).
    return undefined;
  }
}
