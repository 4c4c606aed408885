import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { readyMadePage } from '../../tsup.config.ts';
import { compile } from '../helpers/compile.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

// As in the package, beside which lies its package.json.
const published = pathToFileURL(join(repository, 'dist/cli.js')).href;
const folder = await compile(['src/cli/cli.ts'], {
  plugins: [readyMadePage],
  define: { 'import.meta.url': JSON.stringify(published) },
});

/** A command that ended. */
export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs. */
export interface Running {
  /** All it printed so far. */
  printed(): string;
  /** Resolves to the first line, printed or to come, that matches. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves once it prints one more line. */
  next(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
}

/** Runs `gptbots-human` as a process, which ends with the test at the latest; see `runHere` too. */
export function runCommand(args: string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [join(folder, 'cli.mjs'), ...args], {
    cwd: repository,
    env: { ...withoutOwn(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const lines: string[] = [];
  const heard = (line: string) => {
    lines.push(line);
    for (const look of waiting) look();
  };
  child.stdout.on('data', (part) => {
    stdout += part;
  });
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  createInterface(child.stdout).on('line', heard);
  createInterface(child.stderr).on('line', heard);
  // Not 'exit': its last line may still be on the way then.
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));

  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    printed: () => stdout + stderr,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`expected a line like ${pattern}, but it ended with:\n${stdout}${stderr}`)));
      }),
    next: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        ended.then(() => reject(new Error(`expected one more line, but it ended with:\n${stdout}${stderr}`)));
      }),
    signal: (signal) => child.kill(signal),
    ended,
  };
}

/** An environment without what the command reads from it. */
export function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NO_COLOR, GPTBOTS_WEBHOOK_SECRET, GPTBOTS_BASE_URL, GPTBOTS_API_KEY, ...others } = env;
  return others;
}

/** Where a simulator that runs serves its page. */
export async function addressOf(simulator: Running): Promise<string> {
  const [address] = /http:\S+(?=\/$)/.exec(await simulator.line(/^Visitor's page/)) ?? [];
  if (address === undefined) throw new Error('expected the simulator to print the address of its page');
  return address;
}
