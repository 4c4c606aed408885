import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { held, json, ok, type Step, startApiServer } from '../helpers/api-server.ts';
import { compile } from '../helpers/compile.ts';
import { eventually } from '../helpers/eventually.ts';
import { MiB } from './support/steps.ts';

const folder = await compile(['test/client/support/frozen.ts']);

/** A process whose client has a time limit of four seconds. */
function startClient(baseUrl: string, retry: string): ChildProcess {
  return fork(join(folder, 'frozen.mjs'), [baseUrl, retry]);
}

/** Resolves once the process has been stopped for longer than the time limit of its call. */
async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  // Linux says so; elsewhere the signal has certainly been handled after the pause.
  await eventually(() => {
    if (process.platform === 'linux') expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toMatch(/\) T /);
  });
  await new Promise((resolve) => setTimeout(resolve, 4_500));
}

// Windows has no such signals.
describe.skipIf(process.platform === 'win32')('a process that was frozen while its answer came', () => {
  const large = json(200, { code: 0, message: 'x'.repeat(MiB / 2) });

  // Side by side, because each takes longer than a time limit.
  it.concurrent.for<[string, string, Step]>([
    ['safe', 'a short answer', ok()],
    ['at-least-once', 'a short answer', ok()],
    ['at-least-once', 'a long answer', large],
  ])('reads it before its timers decide: %s, %s', async ([retry, _name, step], { onTestFinished }) => {
    const server = await startApiServer();
    onTestFinished(() => server.close());
    const answer = held(step);
    server.otherwise(answer);
    const child = startClient(server.url, retry);
    onTestFinished(() => void child.kill('SIGKILL'));
    const told = once(child, 'message');
    await server.received(1);
    await stopped(child);
    answer.release();
    // The answer is on its way to a socket of this machine when the process goes on.
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGCONT');

    expect(await told).toEqual(expect.arrayContaining(['sent']));
    expect(server.calls, 'how often the platform was asked').toHaveLength(1);
  });
});
