import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { bundleWorker } from './app-folder.ts';
import { type Certificate, foreignCertificate } from './certificate.ts';
import type { Runtime } from './runtimes.ts';

/** The app, running on a runtime. */
export interface RunningApp {
  /** Where `webhook.fetch` answers, and the orders to the client. */
  fetch: string;
  /** Where `webhook.node` answers, if the runtime has node:http. */
  node?: string;
  /** A certificate the app trusts, but for a host other than any it calls. */
  foreign: Certificate;
  stop(): Promise<void>;
}

/** Starts the app of a folder on a runtime. */
export async function startApp(
  { name, args, isWorkers }: Runtime,
  program: string,
  folder: string,
): Promise<RunningApp> {
  if (isWorkers) await bundleWorker(folder);
  const foreign = foreignCertificate(folder);
  // Nothing of this process' environment: no API key, and no other certificates.
  const env = { DENO_CERT: 'ca.pem', NODE_EXTRA_CA_CERTS: 'ca.pem' };
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let errors = '';
  child.stderr?.on('data', (part) => {
    errors += part;
  });
  const ready = firstLine(isWorkers ? child.stdio[3] : child.stdout).then((line) => JSON.parse(line));
  const failed = exited.then(([code]) => {
    throw new Error(`${name} should have started the app, but ended with ${code}: ${errors}`);
  });
  const addresses = await Promise.race([ready, failed]);
  return {
    ...(isWorkers ? { fetch: `http://127.0.0.1:${addresses.port}` } : addresses),
    foreign,
    async stop() {
      // Not asked to end: a runtime would wait for a request that hangs.
      child.kill('SIGKILL');
      await exited;
    },
  };
}

// Stays pending when there is none: then the process has ended, which says more.
function firstLine(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error('the child process should have had a pipe to read from');
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));
}
