import { once } from 'node:events';
import { serveHttp } from '../testing/listen.ts';
import { createPlatform } from '../testing/platform.ts';
import type { Listening } from '../testing/types.ts';
import { callLine } from './call-line.ts';
import { coloursFor } from './colour.ts';
import { type FaultOption, playFaults } from './fault-option.ts';
import { printableUrl } from './printable.ts';
import { whyUnreachable } from './reach.ts';
import { UsageError } from './usage-error.ts';

/** What `simulate` is asked for. */
export interface SimulateOptions {
  webhook: string;
  secret: string | undefined;
  port: number;
  waitTimeoutMs: number;
  idleTimeoutMs: number;
  apiKey: string | undefined;
  faults: FaultOption[];
}

/** Serves a platform and its visitor's page until a signal ends it. Resolves to the exit code. */
export async function runSimulate({ webhook, port, faults, ...options }: SimulateOptions): Promise<number> {
  // Imported here: from the sources, it builds the page, which the other commands need not wait for.
  const { pageServer } = await import('./server/page-server.ts');
  const secrets = [options.secret, options.apiKey];
  const shownWebhook = printableUrl(webhook, secrets);
  // Another run is to have other conversation ids: the server under test may remember those of the last one.
  const platform = createPlatform({ ...options, seed: Math.trunc(Math.random() * 2 ** 32) });
  platform.connect(webhook);
  playFaults(platform, faults);
  const server = await listen(port, pageServer(platform, shownWebhook, secrets));
  const toldToEnd = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

  const { bold, dim } = coloursFor(process.stdout, process.env);
  const key = options.apiKey === undefined ? 'any' : 'the one of --api-key';
  console.log(`Visitor's page   ${bold(`${server.url}/`)}`);
  console.log(`Webhook          ${shownWebhook}`);
  console.log(`For your server  ${bold(`GPTBOTS_BASE_URL=${server.url}`)}   (GPTBOTS_API_KEY: ${key})`);
  console.log(dim('Ctrl-C ends it. Each webhook and each call of the API, as they come:'));
  platform.subscribe((event) => {
    if (event.type === 'call' && event.call.durationMs !== undefined) {
      console.log(callLine(event.call, secrets, coloursFor(process.stdout, process.env)));
    }
  });
  void warnIfUnreachable(webhook, shownWebhook);

  await toldToEnd;
  await Promise.all([platform.close(), server.close()]);
  return 0;
}

async function listen(port: number, listener: Parameters<typeof serveHttp>[2]): Promise<Listening> {
  try {
    return await serveHttp(port, '127.0.0.1', listener);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
    throw new UsageError(`Port ${port} ${why}; give another one with --port, or 0 for a free one.`, 'simulate');
  }
}

// Not with an establish: that would be a conversation nobody asked for.
async function warnIfUnreachable(webhook: string, shownWebhook: string): Promise<void> {
  const why = await whyUnreachable(webhook);
  if (why === undefined) return;
  const { yellow } = coloursFor(process.stderr, process.env);
  console.error(
    `${yellow('Warning')}: nothing answers at ${shownWebhook} (${why}). Visitors see Busy until your server runs there.`,
  );
}
