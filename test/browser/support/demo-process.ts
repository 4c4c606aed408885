import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The demo as a process group of its own, as a terminal runs it. */
export interface DemoProcess {
  /** All it printed so far. */
  printed(): string;
  /** Where its page is, once it says so. */
  page: Promise<string>;
  /** Sends a signal to all its processes at once, as Ctrl-C does; resolves to the exit code. */
  signal(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves to the exit code. */
  ended: Promise<number | null>;
  /** How many processes of the group are left. */
  processes(): number;
}

const commands = {
  node: [process.execPath, '--import', 'tsx', 'examples/demo/demo.ts'],
  npm: ['npm', 'run', '--silent', 'demo', '--'],
};

/** Starts what `npm run demo` starts, or npm itself; it ends with the test at the latest. */
export function runDemo(args: string[] = [], by: keyof typeof commands = 'node'): DemoProcess {
  const [command = '', ...first] = commands[by];
  const child = spawn(command, [...first, ...args], {
    cwd: repository,
    env: { ...process.env, REDIS_URL: '', CONSOLE_PASSWORD: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('npm could not be started');
  let printed = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (printed += text));
  const ended = once(child, 'close').then(() => child.exitCode);
  const page = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [address] = /(?<=^Open )http:\S+/.exec(line) ?? [];
      if (address) resolve(address);
    });
    ended.then((code) => reject(new Error(`the demo ended with ${code} before it printed its address:\n${printed}`)));
  });
  page.catch(() => {});
  // The group outlives the first of its processes.
  const send = (signal: NodeJS.Signals) => {
    if (alive(pid) > 0) process.kill(-pid, signal);
  };
  onTestFinished(async () => {
    send('SIGKILL');
    await ended;
  });
  return {
    printed: () => printed,
    page,
    signal(signal) {
      send(signal);
      return ended;
    },
    ended,
    processes: () => alive(pid),
  };
}

// Without those that have ended and that nobody has asked for their exit code.
function alive(group: number): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).split('\n');
  return processes.filter((line) => new RegExp(`^ *${group} +[^Z]`).test(line)).length;
}
