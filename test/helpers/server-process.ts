import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of the test's own, on a free port and with a folder for its files. */
export interface ServerProcess {
  host: string;
  port: number;
  /** Where its files are. */
  folder: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Ends it and deletes its files. */
  stop(): Promise<void>;
  /** Ends it as a crash does; resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had written to its disk. */
  start(): Promise<void>;
  /** It hangs, and its connections stay. */
  suspend(): void;
  resume(): void;
}

/** What a server is started with. */
export interface ServerProgram {
  /** What it is called in errors, and in the name of its folder. */
  name: string;
  program: string;
  /** Whom its process and its folder belong to; without it, whoever runs the test. */
  owner?: Owner;
  /** Writes what has to be in its folder before it starts. */
  prepare?(folder: string): Promise<void>;
  /** @param otherPort another free one */
  args(where: { port: number; folder: string; otherPort: number }): string[];
  /** Whether it answers. */
  answers(port: number): Promise<boolean>;
}

/** Of a process. */
export interface Owner {
  uid?: number;
  gid?: number;
}

/** Where servers of tests listen. */
export const host = '127.0.0.1';

/** Starts a server, and resolves once it answers. Whoever starts it stops it; it also ends with this process, however that ends. */
export async function startServerProcess(server: ServerProgram): Promise<ServerProcess> {
  const folder = newFolder(server);
  try {
    await server.prepare?.(folder);
    for (let attempt = 1; ; attempt++) {
      const [port = 0, otherPort = 0] = await freePorts(2);
      try {
        return await running(server, { port, folder, otherPort });
      } catch (error) {
        // Somebody else was given the port in between.
        if (attempt === 5 || !String(error).includes('in use')) throw error;
      }
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function running(
  server: ServerProgram,
  where: { port: number; folder: string; otherPort: number },
): Promise<ServerProcess> {
  const { port, folder } = where;
  let started = await launch(server, where);
  let isSuspended = false;
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    isSuspended = name === 'SIGSTOP';
    for (const pid of processesOf(started.child)) signalIfThere(pid, name);
  };
  const kill = async () => {
    // Those it has started could not end.
    if (isSuspended) signal('SIGCONT');
    started.guard.kill('SIGKILL');
    await end(started.child);
  };
  return {
    host,
    port,
    folder,
    get pid() {
      return started.child.pid ?? 0;
    },
    kill,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
    async start() {
      started = await launch(server, where);
    },
    suspend: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
  };
}

// Processes that a server starts for a moment may have ended since they were listed.
function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function launch(
  { name, program, owner, args, answers }: ServerProgram,
  where: { port: number; folder: string; otherPort: number },
) {
  const { port, folder } = where;
  const child = spawn(program, args(where), { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, ...owner });
  let log = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (log += text));
  await once(child, 'spawn');
  const guard = guarded(child, folder);
  while (child.exitCode === null) {
    if ((await answers(port)) && child.exitCode === null) return { child, guard };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  guard.kill('SIGKILL');
  throw new Error(`expected ${name} to start on port ${port}, but it ended: ${log}`);
}

// Ends the server when this process is gone, also when it was killed: then nobody holds the other end of the pipe any more.
function guarded({ pid }: ChildProcess, folder: string): ChildProcess {
  const guard = spawn('sh', ['-c', 'cat; pkill -CONT -P "$0"; kill -9 "$0"; rm -rf "$1"', `${pid}`, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

// Its other processes end by themselves when the first one is gone, and close its output last.
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

// Itself and those it has started.
function processesOf({ pid = 0 }: ChildProcess): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const lines = all.trim().split('\n');
  const children = lines.map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid);
  return [pid, ...children.map(([child = 0]) => child)];
}

function newFolder({ name, owner }: ServerProgram): string {
  const folder = mkdtempSync(join(tmpdir(), `gptbots-human-${name.toLowerCase()}-`));
  if (owner?.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  return folder;
}

// All are held until each has one, so that they differ.
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('a server on TCP has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
