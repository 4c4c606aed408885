import { once } from 'node:events';
import { type HttpListener, serveHttp } from '../../testing/listen.ts';
import { createPlatform } from '../../testing/platform.ts';
import type { Listening } from '../../testing/types.ts';
import { UsageError } from '../failure.ts';
import type { FaultOption, Secret } from '../option-values.ts';
import { pageFiles } from '../page/page-files.ts';
import { printable, printableUrl } from '../printable.ts';
import { coloursFor } from '../terminal.ts';
import { callLine } from './call-line.ts';
import { callView } from './call-view.ts';
import { pageServer } from './page-server.ts';
import { warnIfUnreachable } from './reachability.ts';
import { Recording } from './recording.ts';
import { runReplay } from './replay.ts';

/** What `simulate` is asked for. */
export interface SimulateOptions {
  webhook: string;
  secret: Secret | undefined;
  port: number;
  /** By which names it may be called, besides those of this machine. */
  allowedHosts: string[];
  waitTimeoutMs: number;
  idleTimeoutMs: number;
  /** The only key to accept; undefined for any. */
  apiKey: Secret | undefined;
  faults: FaultOption[];
  /** The file that each call is written into. */
  record: string | undefined;
  /** A recording whose webhooks are sent, instead of all the rest. */
  replay: string | undefined;
}

/** Serves a platform and its visitor's page until a signal ends it, or replays a recording. Resolves to the exit code. */
export async function runSimulate(options: SimulateOptions): Promise<number> {
  if (options.replay !== undefined) return runReplay(options.replay, options);
  const { webhook, port, faults, allowedHosts, waitTimeoutMs, idleTimeoutMs } = options;
  const secret = options.secret?.value;
  const apiKey = options.apiKey?.value;
  const secrets = [secret, apiKey];
  const shownWebhook = printableUrl(webhook, secrets);
  // Faults by chance hit other calls in each run.
  const seed = Math.trunc(Math.random() * 2 ** 32);
  const platform = createPlatform({ secret, apiKey, waitTimeoutMs, idleTimeoutMs, seed });
  platform.connect(webhook);
  for (const fault of faults) {
    if (fault.kind === 'api') platform.faults.api(fault.plan);
    else platform.faults.webhook(fault.plan);
  }
  const files = await pageFiles();
  const recording = options.record === undefined ? undefined : await Recording.to(options.record, warnOfRecording);
  const server = await listen(port, pageServer(platform, { files, webhook: shownWebhook, secrets, allowedHosts }));
  const toldToEnd = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

  const { bold, dim } = coloursFor(process.stdout, process.env);
  console.log(`Visitor's page   ${bold(`${server.url}/`)}`);
  console.log(`Webhook          ${shownWebhook}`);
  console.log(`Secret           ${secretLine(options.secret)}`);
  console.log(`For your server  ${bold(`GPTBOTS_BASE_URL=${server.url}`)}`);
  console.log(`API key          ${options.apiKey ? `only that of ${options.apiKey.from} is taken` : 'any is taken'}`);
  console.log(dim('Ctrl-C ends it. Each webhook and each call of the API, as they come:'));
  platform.subscribe((event) => {
    if (event.type !== 'call' || event.call.durationMs === undefined) return;
    console.log(callLine(event.call, secrets, coloursFor(process.stdout, process.env)));
    recording?.add(callView(event.call, secrets));
  });
  void warnIfUnreachable(webhook, shownWebhook);

  await toldToEnd;
  await Promise.all([platform.close(), server.close()]);
  await recording?.close();
  return 0;
}

function warnOfRecording(error: unknown): void {
  console.error(`Warning: the file of --record cannot be written any more (${printable(String(error))}).`);
}

function secretLine(secret: Secret | undefined): string {
  return secret ? `that of ${secret.from} is sent` : 'none is sent (--secret or GPTBOTS_WEBHOOK_SECRET)';
}

async function listen(port: number, listener: HttpListener): Promise<Listening> {
  try {
    return await serveHttp(port, '127.0.0.1', listener);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
    throw new UsageError(`Port ${port} ${why}; give another one with --port, or 0 for a free one.`);
  }
}
