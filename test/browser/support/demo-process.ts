import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The demo as a process group of its own, as a terminal runs it. */
export interface DemoProcess {
  /** All it printed so far. */
  printed(): string;
  /** Where its page is, once it says so. */
  page: Promise<string>;
  /** Sends a signal to all its processes at once, as Ctrl-C does; resolves to the exit code. */
  signal(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal to the first of its processes alone, as a process manager does. */
  signalFirst(signal: NodeJS.Signals): void;
  /** Kills those of its processes that run a file. */
  kill(file: string): void;
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
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', CONSOLE_PASSWORD: '' },
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
    signalFirst: (signal) => child.kill(signal),
    kill(file) {
      const running = processesOf(pid).filter(({ command }) => command.includes(file));
      expect(running, `the processes that run ${file}`).not.toEqual([]);
      for (const one of running) process.kill(one.id, 'SIGKILL');
    },
    ended,
    processes: () => alive(pid),
  };
}

function alive(group: number): number {
  return processesOf(group).length;
}

// Without those that have ended and that nobody has asked for their exit code.
function processesOf(group: number): { id: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, id, itsGroup, state, command = ''] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? [];
    return Number(itsGroup) === group && !state?.startsWith('Z') ? [{ id: Number(id), command }] : [];
  });
}
