import { type ClientOptions, GptBotsHumanClient, type WebhookRoute } from 'gptbots-human';
import { createDesk, type Desk, type DeskOptions } from 'gptbots-human/desk';
import {
  type CallRecord,
  createPlatform,
  type ManualClock,
  manualClock,
  type Platform,
  type PlatformOptions,
} from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';
import { routePaths } from '../../helpers/payloads.ts';
import { type GatedFetch, gated } from './gated-fetch.ts';
import { type InterferedStore, interfered } from './interfered-store.ts';
import type { NewStore } from './stores.ts';

export const secret = 'a secret for tests';

/** One of several instances of a developer's service. */
export interface Instance {
  name: string;
  desk: Desk;
  store: InterferedStore;
  api: GatedFetch;
  /** What `onError` heard. */
  errors: unknown[];
}

/** A platform and the instances that serve it. */
export interface Scene {
  clock: ManualClock;
  platform: Platform;
  /** What the hooks of all instances heard, such as `A onOpened`. */
  heard: string[];
  a: Instance;
  b: Instance;
  c: Instance;
  /** Whose webhooks are called from now on; A's at first. */
  routeTo(instance: Instance): void;
}

export interface SceneOptions {
  /** Options of every desk. */
  desk?: Partial<DeskOptions>;
  platform?: PlatformOptions;
  client?: ClientOptions;
}

/** Sets up three instances, A, B and C, on one place for sessions. All of it ends with the test. */
export async function setUp(
  newStore: NewStore,
  { desk, platform: ofPlatform, client }: SceneOptions = {},
): Promise<Scene> {
  const clock = manualClock();
  const platform = createPlatform({ secret, clock, ...ofPlatform });
  const heard: string[] = [];
  const instance = async (name: string): Promise<Instance> => {
    const store = interfered(await newStore());
    const api = gated(platform.fetch);
    const errors: unknown[] = [];
    const hear = (hook: string) => () => void heard.push(`${name} ${hook}`);
    const made = createDesk({
      client: new GptBotsHumanClient({ apiKey: 'test', fetch: api.fetch, headers: { instance: name }, ...client }),
      secret,
      clock,
      store: store.store,
      logger: {},
      onOpened: hear('onOpened'),
      onMessage: hear('onMessage'),
      onClosed: hear('onClosed'),
      onUnanswered: hear('onUnanswered'),
      onError: (error) => errors.push(error),
      ...desk,
    });
    return { name, desk: made, store, api, errors };
  };
  const [a, b, c] = [await instance('A'), await instance('B'), await instance('C')];
  let target = a;
  platform.connect({ handle: (request) => target.desk.webhook.handle(request) });
  onTestFinished(async () => {
    await platform.close();
    const ended = Promise.all([a, b, c].map(({ desk }) => desk.shutdown({ timeoutMs: 1 })));
    await clock.advance(1);
    await ended;
  });
  const routeTo = (instance: Instance) => {
    target = instance;
  };
  return { clock, platform, heard, a, b, c, routeTo };
}

/** Sends a webhook to an instance, past the platform; the HTTP status. */
export async function post({ desk }: Pick<Instance, 'desk'>, route: WebhookRoute, body: object): Promise<number> {
  const headers = { authorization: `Bearer ${secret}` };
  const { status } = await desk.webhook.handle({ method: 'POST', url: routePaths[route], headers, body });
  return status;
}

/** The webhooks of a kind that the platform has sent, the oldest first. */
export function webhooks({ platform }: Scene, name: WebhookRoute): CallRecord[] {
  return platform.calls.filter((call) => call.kind === 'webhook' && call.name === name);
}

/** Sends an instance a webhook that the platform has sent before; the HTTP status. */
export function redeliver(instance: Instance, call: CallRecord | undefined): Promise<number> {
  const route = call?.name;
  if (route !== 'establish' && route !== 'chat' && route !== 'close')
    throw new Error('expected a webhook to send again');
  return post(instance, route, JSON.parse(new TextDecoder().decode(call?.request.body)) as object);
}

/** What was sent to GPTBots, in order: who sent it, and the text or `close`. */
export function sent({ platform }: Scene): string[] {
  return platform.calls
    .filter(({ kind }) => kind === 'api')
    .map(({ name, request }) => {
      const { body } = JSON.parse(new TextDecoder().decode(request.body)) as { body?: string };
      return `${request.headers.instance}: ${name === 'closeSession' ? 'close' : body}`;
    });
}
