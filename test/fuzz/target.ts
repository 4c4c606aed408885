import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createHumanWebhook, decline, type WebhookContext } from 'gptbots-human';
import { hushed } from './bodies.ts';
import { type MountName, mount } from './mounts.ts';
import { secret } from './requests.ts';
import { withinPatience } from './within-patience.ts';

/** A running server with a webhook that is to be fuzzed, and a count of what its handlers did. */
export interface FuzzTarget {
  name: MountName;
  port: number;
  handlers: { begun: number; ended: number };
  /** What was logged that must not have been. */
  leaks: string[];
  /** Stops it; returns what is left under way, in words. */
  stop(): Promise<string[]>;
}

export const handlerTimeoutMs = 500;

/** Starts a server; its handlers do what the first word of the conversation's id says. */
export async function startTarget(name: MountName): Promise<FuzzTarget> {
  const handlers = { begun: 0, ended: 0 };
  const work = { begun: 0, ended: 0 };
  const leaks: string[] = [];

  async function handle({ conversation_id }: { conversation_id: string }, ctx: WebhookContext) {
    handlers.begun++;
    try {
      ctx.waitUntil(async () => {
        work.begun++;
        await nextTurn();
        work.ended++;
      });
      if (conversation_id.startsWith('throw')) throw new Error(hushed);
      if (conversation_id.startsWith('decline')) return decline('no');
      if (conversation_id.startsWith('slow')) await nextTurn();
      if (conversation_id.startsWith('late')) await once(ctx.signal, 'abort');
    } finally {
      handlers.ended++;
    }
  }

  const log = (message: string, fields?: unknown) => {
    const text = message + JSON.stringify(fields);
    if (text.includes(hushed) || text.includes(secret)) leaks.push(text.slice(0, 500));
  };
  const webhook = createHumanWebhook({
    secret,
    establish: handle,
    chat: handle,
    close: handle,
    timeoutMs: handlerTimeoutMs,
    bodyTimeoutMs: handlerTimeoutMs,
    dedupe: { maxEntries: 500 },
    onHandled: ({ durationMs }) => {
      if (durationMs % 1 < 0.05) throw new Error('a hook that fails now and then');
    },
    onError: () => {},
    logger: { debug: log, info: log, warn: log, error: log },
  });
  const server = await mount(name, webhook);
  // A machine that stalls for longer than Node keeps an idle connection is no finding.
  server.keepAliveTimeout = 0;
  const sockets = new Set<Promise<unknown>>();
  server.on('connection', (socket: Socket) => {
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    sockets.add(closed);
    closed.then(() => sockets.delete(closed));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    name,
    port,
    handlers,
    leaks,
    async stop() {
      await withinPatience(webhook.drain(), 'the end of drain()');
      await withinPatience(Promise.all(sockets), 'the end of every connection');
      server.close();
      return [
        ...(handlers.begun === handlers.ended ? [] : [`${handlers.begun} handlers began, ${handlers.ended} ended`]),
        ...(work.begun === work.ended ? [] : [`${work.begun} pieces of work began, ${work.ended} ended`]),
      ];
    },
  };
}
