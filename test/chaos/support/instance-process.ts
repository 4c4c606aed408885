import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CloseOptions, Message, ReplyOptions, Session } from 'gptbots-human/desk';
import { type Build, folderOf } from './builds.ts';
import type { Failure, Handled, InstanceSettings, Method, Notice } from './messages.ts';

// Before the tests, whose time it is not to take.
await folderOf('today');

/** A call of a desk that was rejected, or got no answer. */
export class InstanceError extends Error {
  readonly kind: Failure['kind'];
  readonly delivery: Failure['delivery'];

  constructor({ kind, delivery, message }: Failure) {
    super(`${kind}: ${message}`);
    this.kind = kind;
    this.delivery = delivery;
  }
}

interface Caller {
  resolve(value: unknown): void;
  reject(error: InstanceError): void;
}

/** A process with a desk of its own. */
export class InstanceProcess {
  /** What its durable follower has handled. */
  readonly handled: Handled[] = [];
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #callers = new Map<number, Caller>();
  #calls = 0;
  #port = 0;
  #isUp = true;

  private constructor(program: ChildProcess, onNotice: (notice: Notice) => void) {
    this.#process = program;
    this.#exit = once(program, 'exit');
    program.on('message', (notice: Notice) => {
      if ('call' in notice) this.#answered(notice);
      else if ('handled' in notice) this.handled.push(notice);
      else onNotice(notice);
    });
    program.on('exit', () => this.#gone());
    program.on('error', () => this.#gone());
  }

  /** Resolves once it listens. */
  static async start(
    settings: InstanceSettings,
    { build, wrongByMs, onNotice }: { build: Build; wrongByMs: number; onNotice(notice: Notice): void },
  ): Promise<InstanceProcess> {
    const env = { ...process.env, SETTINGS: JSON.stringify(settings), WRONG_BY_MS: `${wrongByMs}`, NODE_OPTIONS: '' };
    const folder = await folderOf(build);
    const execArgv = ['--enable-source-maps', ...(wrongByMs === 0 ? [] : ['--import', join(folder, 'wrong-time.mjs')])];
    const program = fork(join(folder, 'instance.mjs'), {
      env,
      execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      program.once('exit', (code) => reject(new Error(`an instance ended before it listened, with code ${code}`)));
      const started = new InstanceProcess(program, (notice) => {
        if (!('listening' in notice)) return onNotice(notice);
        started.#port = notice.listening;
        resolve(started);
      });
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Its process has not ended, as far as is known. */
  get isUp(): boolean {
    return this.#isUp;
  }

  reply(conversationId: string, text: string, options: ReplyOptions = {}): Promise<Message> {
    return this.#call('reply', conversationId, text, options);
  }

  close(conversationId: string, options: CloseOptions = {}): Promise<Session> {
    return this.#call('close', conversationId, options);
  }

  session(conversationId: string): Promise<Session | undefined> {
    return this.#call('session', conversationId);
  }

  /** All of it. */
  async transcript(conversationId: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const page: Message[] = await this.#call('transcript', conversationId, { after: all.at(-1)?.seq ?? 0 });
      all.push(...page);
      if (page.length < 1000) return all;
    }
  }

  /** SIGKILL. Resolves once it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    if (this.#isUp) await this.#exit;
  }

  /** SIGTERM: it shuts its desk down. Resolves to its exit code. */
  async terminate(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    if (this.#isUp) await this.#exit;
    return this.#process.exitCode;
  }

  /** SIGSTOP: it does nothing, and its connections stay. */
  suspend(): void {
    this.#process.kill('SIGSTOP');
  }

  /** SIGCONT. */
  resume(): void {
    this.#process.kill('SIGCONT');
  }

  #call<T>(method: Method, ...args: unknown[]): Promise<T> {
    const call = ++this.#calls;
    return new Promise<T>((resolve, reject) => {
      // The method decides what comes: the program answers with what the desk's method of that name returned.
      this.#callers.set(call, { resolve: resolve as (value: unknown) => void, reject });
      if (!this.#isUp) return this.#gone();
      this.#process.send({ call, method, args }, (error) => error && this.#gone());
    });
  }

  #answered(answer: Extract<Notice, { call: number }>): void {
    const caller = this.#callers.get(answer.call);
    this.#callers.delete(answer.call);
    if ('error' in answer) caller?.reject(new InstanceError(answer.error));
    else caller?.resolve(answer.value);
  }

  #gone(): void {
    this.#isUp = false;
    const error = new InstanceError({ kind: 'gone', delivery: undefined, message: 'the instance ended' });
    for (const { reject } of this.#callers.values()) reject(error);
    this.#callers.clear();
  }
}
