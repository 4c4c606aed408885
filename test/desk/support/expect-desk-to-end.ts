import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('./exits.ts', import.meta.url));

/** Runs a process that shuts a desk down, in memory or on the Redis of `REDIS_URL`: it has to end by itself. */
export async function expectDeskToEnd(env: { REDIS_URL?: string } = {}): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (printed += text));
  const timeUp = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await once(child, 'close');
  clearTimeout(timeUp);
  expect(printed, 'what it printed').toContain('shut down');
  expect(child.signalCode, 'killed because it did not end by itself').toBeNull();
  expect(child.exitCode, printed).toBe(0);
}
