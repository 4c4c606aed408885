import { onTestFinished } from 'vitest';
import type { PageEvents } from '../../src/cli/simulate/views.ts';

/** Sends what the page sends; fails when it is refused. */
export async function post(address: string, path: string, fields: Record<string, string>): Promise<Response> {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  if (!response.ok) throw new Error(`expected ${path} to be accepted, not ${response.status} ${await response.text()}`);
  return response;
}

/** A stream of events, as a page has one. */
export interface PageStream {
  /** What the page shows at first, in short. */
  snapshot(): Promise<{ status: string | undefined; messages: string[]; calls: string[] }>;
  /** Resolves once there is such an event. */
  until<Name extends keyof PageEvents>(name: Name, is: (data: PageEvents[Name]) => boolean): Promise<void>;
}

/** Opens the stream of a page, until the end of the test. */
export async function openStream(address: string, tab: string): Promise<PageStream> {
  const controller = new AbortController();
  const response = await fetch(`${address}/_/events?tab=${tab}`, { signal: controller.signal });
  if (!response.body) throw new Error('expected a stream of events');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  // The server may have ended it before.
  onTestFinished(() => controller.abort());
  let rest = '';

  async function next(): Promise<{ name: string; data: unknown }> {
    for (;;) {
      const [whole, name, data = ''] = /^event: (.*)\ndata: (.*)\n\n/.exec(rest) ?? [];
      if (whole && name) {
        rest = rest.slice(whole.length);
        return { name, data: JSON.parse(data) };
      }
      const { done, value } = await reader.read();
      if (done) throw new Error('expected one more event before the end of the stream');
      rest += value;
    }
  }

  async function until<Name extends keyof PageEvents>(
    name: Name,
    is: (data: PageEvents[Name]) => boolean,
  ): Promise<PageEvents[Name]> {
    for (;;) {
      const event = await next();
      // The server writes no other data under this name.
      const data = event.data as PageEvents[Name];
      if (event.name === name && is(data)) return data;
    }
  }

  return {
    async snapshot() {
      const { conversation, calls } = await until('snapshot', () => true);
      return {
        status: conversation?.status,
        messages: conversation?.lines.map((line) => line.body) ?? [],
        calls: calls.map((call) => call.name),
      };
    },
    async until(name, is) {
      await until(name, is);
    },
  };
}
