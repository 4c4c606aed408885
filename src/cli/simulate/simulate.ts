import { once } from 'node:events';
import { type HttpListener, serveHttp } from '../../testing/listen.ts';
import { createPlatform } from '../../testing/platform.ts';
import type { CallRecord, Listening } from '../../testing/types.ts';
import { connectionFailure } from '../connection-failure.ts';
import { UsageError } from '../failure.ts';
import type { FaultOption, Secret } from '../option-values.ts';
import { pageFiles } from '../page/page-files.ts';
import { printable, printablePath, printableUrl, type Secrets } from '../printable.ts';
import { type Colours, coloursFor, indented } from '../terminal.ts';
import { pageServer } from './page-server.ts';

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
    throw new UsageError(`Port ${port} ${why}; give another one with --port, or 0 for a free one.`);
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

// Of what others say: a path, why there was no answer.
const maxShownLength = 200;

/** A webhook or a call of the API in one line: never its body, and no secret. */
export function callLine(call: CallRecord, secrets: Secrets, colours: Colours): string {
  const { kind, request, answer, durationMs = 0, failure, fault, test } = call;
  const time = new Date(call.startedAt).toTimeString().slice(0, 8);
  const path = printablePath(request.url, secrets);
  const outcome = answer ? String(answer.status) : `no answer (${failure})`;
  const paint = answer && answer.status < 300 ? colours.green : colours.red;
  const columns = [
    colours.dim(time),
    kind.padEnd(7),
    printable(`${request.method} ${path}`, secrets, maxShownLength).padEnd(30),
    paint(printable(outcome, secrets, maxShownLength)),
    `${Math.round(durationMs)} ms`,
    ...(test ? ['availability test'] : []),
    ...(fault ? [colours.yellow(`fault ${fault}`)] : []),
  ];
  return columns.join('  ');
}
