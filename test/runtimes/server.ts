import { onTestFinished } from 'vitest';
import { type ApiServer, startApiServer } from '../helpers/api-server.ts';
import { until } from '../helpers/eventually.ts';
import { sendHttp } from '../helpers/http-client.ts';

/** A stand-in for GPTBots' API that is closed when the test ends. */
export async function startServer(): Promise<ApiServer> {
  const server = await startApiServer();
  onTestFinished(() => server.close());
  return server;
}

export function portOf(address: string): number {
  return Number(new URL(address).port);
}

/** What the app has noted so far that has `word` in it. */
export async function logOf(app: string, word: string): Promise<string[]> {
  const { text } = await sendHttp(portOf(app), { method: 'GET', path: '/log' });
  const lines: string[] = JSON.parse(text);
  return lines.filter((line) => line.split(' ').includes(word));
}

/** Resolves once the app has noted something so many times. */
export async function noted(app: string, line: string, times: number): Promise<void> {
  const word = line.split(' ').at(-1) ?? '';
  await until(async () => (await logOf(app, word)).filter((one) => one === line).length === times);
}
