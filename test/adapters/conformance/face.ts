import type { HumanWebhook, HumanWebhookOptions, WebhookRoute } from 'gptbots-human';
import type { Answered } from '../../helpers/answered.ts';
import { type Sent, sendHttp } from '../../helpers/http-client.ts';
import { payloadText, routePaths } from '../../helpers/payloads.ts';
import { secret, type TestWebhook, testWebhook } from '../../helpers/test-webhook.ts';

/** A webhook, mounted in one way in one framework. */
export interface Face {
  /** As a test report shows it. */
  name: string;
  /** Where the webhook is mounted; every test sends below it. */
  prefix: string;
  /** Who reads the body: the webhook itself, a middleware that keeps it raw, or one that parses it. */
  body: 'stream' | 'raw' | 'parsed';
  /** Whether a path that is no webhook route reaches what comes next, which has to answer `fellThrough`. */
  fallsThrough: boolean;
  /** The host freezes the process once it has the answer, so the work behind an answer is done before it. */
  answersAfterWork?: true;
  /** A `waitUntil` of the host comes with each call. */
  ownWaitUntil?: true;
  /** The host itself refuses a Content-Type that is none, and a body over a limit of its own. */
  ownChecks?: true;
  /** The host leaves a connection open whose body was given up. */
  keepsConnection?: true;
  /** There is no HTTP server: requests are handed over as objects. */
  withoutServer?: true;
  mount(webhook: HumanWebhook): Promise<Mounted> | Mounted;
}

/** A way to reach a mounted webhook. */
export interface Mounted {
  send(request: Sent): Promise<Answered>;
  /** Absent without a server. */
  port?: number;
}

export const fellThrough = 'fell through';

/** The way to a webhook that an HTTP server on this port serves. */
export function onPort(port: number): Mounted & { port: number } {
  return { port, send: (request) => sendHttp(port, request) };
}

/** The request of a route, with what a test wants different. */
export interface Posted extends Partial<Sent> {
  fields?: Record<string, unknown>;
}

export interface MountedWebhook extends TestWebhook, Mounted {
  /** Sends a request that is fine but for what the test says. */
  post(route?: WebhookRoute, request?: Posted): Promise<Answered>;
}

/** Mounts a recording webhook with these options. */
export async function mountWith(face: Face, options?: Partial<HumanWebhookOptions>): Promise<MountedWebhook> {
  const recorded = testWebhook(options);
  const mounted = await face.mount(recorded.webhook);
  return {
    ...recorded,
    ...mounted,
    post: (route = 'chat', { fields, headers, ...request } = {}) =>
      mounted.send({
        path: face.prefix + routePaths[route],
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
        body: payloadText(route, fields),
        ...request,
      }),
  };
}
