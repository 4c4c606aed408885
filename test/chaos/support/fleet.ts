import type { Message } from 'gptbots-human/desk';
import { createPlatform, type Platform, type PlatformOptions, type Visitor } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';
import { Account, type Report } from './account.ts';
import type { Build } from './builds.ts';
import { InstanceProcess } from './instance-process.ts';
import type { InstanceSettings, Notice, StoreChoice } from './messages.ts';
import { WebhookProxy } from './webhook-proxy.ts';

export interface FleetOptions {
  store: StoreChoice;
  instances?: number;
  /** Of each instance in turn: how wrong its time of day is. */
  wrongByMs?: number[];
  /** Of each instance in turn, instead of `store`. */
  stores?: StoreChoice[];
  settings?: Partial<InstanceSettings>;
  platform?: PlatformOptions;
}

const secret = 'a secret for tests';
// A conversation that nobody ends goes on for as long as the test.
const anHour = 3_600_000;
// On a busy machine, an answer may take long.
const aMinute = 60_000;

/** Instances behind a proxy, and the platform in front of it. */
export class Fleet {
  readonly platform: Platform;
  readonly proxy = new WebhookProxy(() => this.up.map(({ port }) => port));
  readonly instances: InstanceProcess[] = [];
  /** All that were ever started. */
  readonly started: InstanceProcess[] = [];
  readonly account = new Account();
  /** How often which hook was called for what: `onMessage <conversation> <text>`. */
  readonly hooks = new Map<string, number>();
  /** What instances reported to `onError`. */
  readonly problems: string[] = [];
  readonly #options: FleetOptions;
  readonly #platformUrl: string;

  private constructor(options: FleetOptions, platform: Platform, platformUrl: string) {
    this.#options = options;
    this.platform = platform;
    this.#platformUrl = platformUrl;
  }

  /** Starts everything; when the test is over, all of it is ended. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const platform = createPlatform({
      secret,
      waitTimeoutMs: anHour,
      idleTimeoutMs: anHour,
      webhookTimeoutMs: aMinute,
      ...options.platform,
    });
    onTestFinished(() => platform.close());
    const { url } = await platform.listen();
    const fleet = new Fleet(options, platform, url);
    onTestFinished(() => fleet.proxy.close());
    platform.connect(fleet.proxy);
    onTestFinished(async () => {
      await Promise.all(fleet.instances.map((instance) => instance.kill()));
    });
    await Promise.all(Array.from({ length: options.instances ?? 3 }, (_, index) => fleet.startInstance(index)));
    return fleet;
  }

  get up(): InstanceProcess[] {
    return this.instances.filter(({ isUp }) => isUp);
  }

  /** The instance of this number. */
  at(index: number): InstanceProcess {
    const instance = this.instances[index];
    if (!instance) throw new Error(`the fleet has no instance ${index}`);
    return instance;
  }

  /** Starts the instance of this number, for the first time or instead of one that ended. */
  async startInstance(index: number, build: Build = 'today'): Promise<InstanceProcess> {
    const { store, stores, wrongByMs, settings } = this.#options;
    const given: InstanceSettings = {
      platformUrl: this.#platformUrl,
      secret,
      store: stores?.[index] ?? store,
      timeoutMs: 1_500,
      waitTimeoutMs: anHour,
      ...settings,
    };
    const onNotice = (notice: Notice) => this.#note(notice);
    const started = await InstanceProcess.start(given, {
      build,
      wrongByMs: wrongByMs?.[index] ?? 0,
      onNotice,
    });
    this.instances[index] = started;
    this.started.push(started);
    return started;
  }

  /** Resolves once so many more webhooks and calls of the API have begun. */
  moreCalls(count: number): Promise<void> {
    return new Promise((resolve) => {
      let left = count;
      const stop = this.platform.subscribe((event) => {
        if (event.type !== 'call' || event.call.durationMs !== undefined || --left > 0) return;
        stop();
        resolve();
      });
    });
  }

  /** Waits until nothing is on its way any more, and counts. */
  async report(visitors: Visitor[]): Promise<Report> {
    await this.platform.settled();
    const conversations = [];
    for (const visitor of visitors) conversations.push({ visitor, transcript: await this.settledTranscript(visitor) });
    return this.account.report(conversations);
  }

  /** The transcript, once no message is pending; as it is when that takes longer than any sweep. */
  async settledTranscript({ conversationId }: Visitor, instance = this.up[0]): Promise<Message[]> {
    if (!instance) throw new Error('no instance is up');
    const end = performance.now() + longestSweepMs;
    for (;;) {
      const transcript = await instance.transcript(conversationId);
      if (transcript.every(({ status }) => status !== 'pending') || performance.now() > end) return transcript;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #note(notice: Notice): void {
    if ('problem' in notice) this.problems.push(notice.problem);
    if (!('hook' in notice)) return;
    const key = `${notice.hook} ${notice.conversationId} ${notice.id}`;
    this.hooks.set(key, (this.hooks.get(key) ?? 0) + 1);
  }
}

const longestSweepMs = 60_000;
