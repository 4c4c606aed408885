import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface ServerProcess {
  /** Where it listens, as it printed it. */
  address: string;
  /** Resolves once it has ended, however that came, to how: `exit code 1`, `SIGKILL`. */
  ended: Promise<string>;
  /** Tells it to end, as a process manager would. Resolves to its exit code, or null when the signal itself ended it. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const startTimeoutMs = 120_000;
// Node's own SQLite is good enough here, however new it is. Node 20.11 and later know the flag.
const quiet = process.allowedNodeEnvironmentFlags.has('--disable-warning')
  ? ['--disable-warning=ExperimentalWarning']
  : [];
const stopTimeoutMs = 10_000;

/**
 * Runs a TypeScript server on a free port, as `npx tsx <file>` would, and waits until it prints its address.
 * `onLine` gets the lines it prints besides, errors included.
 */
export async function startServer(
  file: string,
  env: Record<string, string>,
  onLine: (line: string) => void,
  args: string[] = [],
  node: string = process.execPath,
): Promise<ServerProcess> {
  const child = spawn(node, [...quiet, '--import', 'tsx', file, ...args], {
    cwd: repository,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not 'exit': its last line may still be on the way then.
  const ended = once(child, 'close').then(() => child.exitCode);

  async function stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    return ended.finally(() => clearTimeout(timer));
  }

  createInterface(child.stderr).on('line', onLine);
  const printed = new Promise<string>((resolve) => {
    let address: string | undefined;
    createInterface(child.stdout).on('line', (line) => {
      if (address !== undefined) return onLine(line);
      address = /https?:\/\/\S+/.exec(line)?.[0];
      if (address === undefined) onLine(line);
      else resolve(address);
    });
  });
  const tooEarly = ended.then((code) => {
    throw new Error(`${file} ended with exit code ${code} before it printed its address`);
  });
  const tooLate = delay(startTimeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`${file} printed no address within ${startTimeoutMs} ms`);
  });
  try {
    const how = ended.then((code) => (code === null ? String(child.signalCode) : `exit code ${code}`));
    return { address: await Promise.race([printed, tooEarly, tooLate]), ended: how, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
