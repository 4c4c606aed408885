import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText, routePaths, routes } from '../helpers/payloads.ts';

const secret = 'correct-horse';
const bin = (name: string) => join(import.meta.dirname, 'node_modules', name);

/** A fresh application of a framework that has to be built, with the files of the guide in it. */
interface App {
  folder: string;
  build: string[];
  start: string[];
  /** Where the guide mounts the webhook. */
  mounts: string[];
}

const apps: Record<string, App> = {
  'Next.js': {
    folder: 'next',
    build: [bin('next/dist/bin/next'), 'build'],
    start: [bin('next/dist/bin/next'), 'start', '--hostname', '127.0.0.1'],
    mounts: ['/gptbots', '/api/gptbots'],
  },
  NestJS: {
    folder: 'nest',
    build: [bin('../../../node_modules/typescript/bin/tsc')],
    start: ['build/main.js'],
    mounts: ['/gptbots'],
  },
  SvelteKit: {
    folder: 'sveltekit',
    build: [bin('vite/bin/vite.js'), 'build'],
    start: ['build/index.js'],
    mounts: ['/gptbots'],
  },
};

describe.each(Object.entries(apps))('a fresh application of %s', (_name, { folder, build, start, mounts }) => {
  const cwd = join(import.meta.dirname, folder);
  let server: ChildProcess;
  let port: number;
  const printed: string[] = [];

  beforeAll(async () => {
    // Builds without the secrets, as a build on another machine does.
    const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
    await promisify(execFile)(process.execPath, build, { cwd, env: environment });
    port = await closedPort();
    const env = { ...environment, GPTBOTS_WEBHOOK_SECRET: secret, PORT: String(port), HOST: '127.0.0.1' };
    server = spawn(process.execPath, start, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    if (server.stdout) createInterface(server.stdout).on('line', (line) => printed.push(line));
    await vi.waitUntil(() => isUp(port), { timeout: 60_000, interval: 200 });
  });

  afterAll(async () => {
    if (!server || server.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  });

  it.each(mounts)('serves the three routes under %s', async (mount) => {
    const json = { 'content-type': 'application/json' };
    for (const route of routes) {
      const headers = { authorization: `Bearer ${secret}`, ...json };
      const send = (fields: object) =>
        sendHttp(port, { path: mount + routePaths[route], headers, body: payloadText(route, { ...fields, mount }) });
      expectAnswer(await send({ conversation_id: `${mount} ${route}` }), 200);
      expectAnswer(await send({ conversation_id: 7, timestamp: 'never' }), 400);
    }
    const path = `${mount}/${secret}/chat`;
    expectAnswer(await sendHttp(port, { path, headers: json, body: payloadText('chat', { body: 'Grüße' }) }), 200);
    expectAnswer(await sendHttp(port, { path: `${mount}/wrong/chat`, headers: json, body: payloadText('chat') }), 401);
    expectAnswer(await sendHttp(port, { path, headers: json, body: '{' }), 400);
    await expect.poll(() => printed).toContain(`after the answer "${mount} chat"`);
  });
});

async function isUp(port: number): Promise<boolean> {
  return sendHttp(port, { method: 'GET', path: '/' }).then(
    () => true,
    () => false,
  );
}
