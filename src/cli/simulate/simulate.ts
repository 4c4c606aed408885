import { once } from 'node:events';
import { type HttpListener, serveHttp } from '../../testing/listen.ts';
import { createPlatform } from '../../testing/platform.ts';
import type { Listening } from '../../testing/types.ts';
import { UsageError } from '../arguments/usage-error.ts';
import type { Secret } from '../arguments/values.ts';
import { connectionFailure } from '../connection-failure.ts';
import { printableUrl } from '../printable.ts';
import { coloursFor, indented } from '../terminal.ts';
import { callLine } from './call-line.ts';
import { type FaultOption, playFaults } from './fault-option.ts';

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
}

/** Serves a platform and its visitor's page until a signal ends it. Resolves to the exit code. */
export async function runSimulate(options: SimulateOptions): Promise<number> {
  // Imported here: from the sources, it builds the page, which the other commands need not wait for.
  const { pageServer } = await import('./page-server.ts');
  const { webhook, port, faults, allowedHosts, waitTimeoutMs, idleTimeoutMs } = options;
  const secret = options.secret?.value;
  const apiKey = options.apiKey?.value;
  const secrets = [secret, apiKey];
  const shownWebhook = printableUrl(webhook, secrets);
  // Faults by chance hit other calls in each run.
  const seed = Math.trunc(Math.random() * 2 ** 32);
  const platform = createPlatform({ secret, apiKey, waitTimeoutMs, idleTimeoutMs, seed });
  platform.connect(webhook);
  playFaults(platform, faults);
  const server = await listen(port, pageServer(platform, { webhook: shownWebhook, secrets, allowedHosts }));
  const toldToEnd = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

  const { bold, dim } = coloursFor(process.stdout, process.env);
  console.log(`Visitor's page   ${bold(`${server.url}/`)}`);
  console.log(`Webhook          ${shownWebhook}`);
  console.log(`Secret           ${secretLine(options.secret)}`);
  console.log(`For your server  ${bold(`GPTBOTS_BASE_URL=${server.url}`)}`);
  console.log(`API key          ${options.apiKey ? `only that of ${options.apiKey.from} is taken` : 'any is taken'}`);
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

function secretLine(secret: Secret | undefined): string {
  return secret ? `that of ${secret.from} is sent` : 'none is sent (--secret or GPTBOTS_WEBHOOK_SECRET)';
}

async function listen(port: number, listener: HttpListener): Promise<Listening> {
  try {
    return await serveHttp(port, '127.0.0.1', listener);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
    throw new UsageError(`Port ${port} ${why}; give another one with --port, or 0 for a free one.`, 'simulate');
  }
}

const reachTimeoutMs = 3000;

// Not with an establish: that would be a conversation nobody asked for.
async function warnIfUnreachable(webhook: string, shownWebhook: string): Promise<void> {
  try {
    const signal = AbortSignal.timeout(reachTimeoutMs);
    const { body } = await fetch(webhook, { method: 'HEAD', redirect: 'manual', signal });
    await body?.cancel();
  } catch (error) {
    const { what, mend } = connectionFailure(error);
    const { yellow } = coloursFor(process.stderr, process.env);
    const seen = mend ? `cannot be called (${what}). ${mend}` : `does not answer (${what}); start your server there.`;
    console.error(
      indented(`${shownWebhook} ${seen} Until then, visitors see Busy.`, '         ', `${yellow('Warning')}: `),
    );
  }
}
