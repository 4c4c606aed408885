import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { secret, type WriteRequest, writeRequests } from './fixtures.ts';
import type { Question, Report } from './in-child.ts';
import { Load } from './load.ts';

/** What a call costs, on average. */
export interface Cost {
  cpuMicros: number;
  wallMicros: number;
}

/** One of the things compared, running in a process of its own. */
export interface Variant {
  name: string;
  /** Makes `calls` calls. Rejects when one was answered wrongly. */
  measure(calls: number): Promise<Cost>;
  stop(): Promise<void>;
}

/** How the HTTP servers of the bench are to be talked to. */
export interface ServerTraffic {
  write: WriteRequest;
  /** What a wrong secret is answered with; undefined for a server that checks none. */
  refusal: number | undefined;
}

/** Starts a server, and sees that it checks the secret as it should. */
export async function startServer(name: string, file: string, { write, refusal }: ServerTraffic): Promise<Variant> {
  const child = await Child.start(name, file);
  const load = await Load.open(child.port);
  let sent = 0;
  const variant: Variant = {
    name,
    async measure(calls) {
      const requests = writeRequests(write, sent, calls);
      sent += calls;
      const before = await child.usage();
      const startedAt = performance.now();
      await load.send(requests);
      const wallMicros = (performance.now() - startedAt) * 1000;
      const after = await child.usage();
      const handled = after.handled - before.handled;
      if (handled !== calls) throw new Error(`the handler ran ${handled} times for ${calls} requests`);
      return { cpuMicros: (after.cpuMicros - before.cpuMicros) / calls, wallMicros: wallMicros / calls };
    },
    async stop() {
      load.close();
      await child.stop();
    },
  };
  if (refusal !== undefined) {
    const { status } = await load.ask(write(sent++, `${secret.slice(0, -1)}x`));
    if (status !== refusal) throw new Error(`${name}: a wrong secret was answered with ${status}, not ${refusal}`);
  }
  return variant;
}

/** Starts a program that makes calls by itself. */
export async function startCaller(name: string, file: string, env: Record<string, string> = {}): Promise<Variant> {
  return callerOf(name, await Child.start(name, file, env));
}

/** One of the things that such a program can do. */
export function callerOf(name: string, child: Child, what = ''): Variant {
  return {
    name,
    async measure(calls) {
      const { cpuMicros, wallMicros } = await child.run(calls, what);
      return { cpuMicros: cpuMicros / calls, wallMicros: wallMicros / calls };
    },
    stop: () => child.stop(),
  };
}

type Told<What extends Report['tell']> = Extract<Report, { tell: What }>;

/** A program of the bench in a process of its own. */
export class Child {
  readonly #process: ChildProcess;
  readonly #name: string;
  // Not shown: every refused secret is a warning. Only the last lines matter, when it fails.
  #complaints = '';
  /** Where it listens, when it is a server. */
  port = 0;

  private constructor(name: string, process: ChildProcess) {
    this.#name = name;
    this.#process = process;
    process.stderr?.on('data', (text) => {
      this.#complaints = (this.#complaints + text).slice(-2_000);
    });
  }

  static async start(name: string, file: string, env: Record<string, string> = {}): Promise<Child> {
    // No loader of the parent's: the child runs plain JavaScript, as in production.
    const started = fork(file, {
      execArgv: [],
      env: { ...process.env, NODE_ENV: 'production', BENCH_PROGRAM: name, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child = new Child(name, started);
    child.port = (await child.#hear('ready')).port ?? 0;
    return child;
  }

  usage(): Promise<Told<'usage'>> {
    return this.#ask({ ask: 'usage' }, 'usage');
  }

  run(calls: number, what: string): Promise<Told<'ran'>> {
    return this.#ask({ ask: 'run', calls, what }, 'ran');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || !this.#process.connected) return;
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }

  #ask<What extends Report['tell']>(question: Question, what: What): Promise<Told<What>> {
    const heard = this.#hear(what);
    this.#process.send(question);
    return heard;
  }

  #hear<What extends Report['tell']>(what: What): Promise<Told<What>> {
    return new Promise((resolve, reject) => {
      const letGo = () => {
        this.#process.off('message', onMessage);
        this.#process.off('exit', onExit);
      };
      const onExit = () => {
        letGo();
        reject(new Error(`${this.#name} ended by itself: ${this.#complaints}`));
      };
      // Only our own programs write to this channel, through `tell`.
      const onMessage = (message: unknown) => {
        letGo();
        const report = message as Report;
        if (report.tell === what) resolve(report as Told<What>);
        else reject(new Error(report.tell === 'failed' ? report.why : `told ${report.tell}, expected ${what}`));
      };
      this.#process.on('message', onMessage);
      this.#process.on('exit', onExit);
    });
  }
}
