import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Question, Report } from './messages.ts';

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
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child = new Child(name, started);
    child.port = (await child.#hear('ready')).port ?? 0;
    return child;
  }

  usage(): Promise<Told<'usage'>> {
    return this.#ask({ ask: 'usage' }, 'usage');
  }

  run(calls: number): Promise<Told<'ran'>> {
    return this.#ask({ ask: 'run', calls }, 'ran');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
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
