import { failureOf } from './failure.ts';

const timeoutMs = 3000;

/** Why nothing answers at a URL; undefined when something does, whatever it says. */
export async function whyUnreachable(url: string): Promise<string | undefined> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}
