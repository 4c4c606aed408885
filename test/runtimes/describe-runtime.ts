import { rm } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { makeAppFolder } from './app-folder.ts';
import { describeClient } from './describe-client.ts';
import { describeWebhook } from './describe-webhook.ts';
import { installedRuntime } from './installed-runtime.ts';
import { type RunningApp, startApp } from './running-app.ts';
import type { Runtime } from './runtimes.ts';
import { portOf } from './server.ts';

/** Runs the suite on a runtime; where that cannot be installed, shows it as skipped and says why. */
export async function describeRuntime(runtime: Runtime): Promise<void> {
  const installed = await installedRuntime(runtime.npm);
  if ('missing' in installed) console.warn(installed.missing);
  const program = 'program' in installed ? installed.program : '';

  describe.runIf(program)(runtime.name, () => {
    let folder: string;
    let app: RunningApp | undefined;
    const running = () => {
      if (app) return app;
      throw new Error(`the app should be running on ${runtime.name}`);
    };
    beforeAll(async () => {
      folder = await makeAppFolder();
      return () => rm(folder, { recursive: true });
    });
    beforeAll(async () => {
      app = await startApp(runtime, program, folder);
      return app.stop;
    });

    it('parses the documented establish request', async () => {
      const body = payloadText('establish');
      const { text } = await sendHttp(portOf(running().fetch), { path: '/parse', body });
      expect(JSON.parse(text)).toEqual(payload('establish'));
    });

    it('plays a handoff on a simulated platform', async () => {
      const { text } = await sendHttp(portOf(running().fetch), { path: '/handoff' });
      expect(JSON.parse(text)).toEqual({
        delivered: true,
        deliveries: ['unknown', 'unknown'],
        status: 'closed',
        endReason: 'TIMEOUT',
        replies: ['Hi', 'one', 'two'],
      });
    });

    it('plays a handoff with a desk', async () => {
      const { text } = await sendHttp(portOf(running().fetch), { path: '/desk' });
      expect(JSON.parse(text)).toEqual({
        statuses: ['sent', 'sent'],
        closeReason: 'agent_closed',
        late: 'closed',
        lines: [
          'user: I would like to talk to a human.',
          'bot: ',
          'system: One minute.',
          'user: hello',
          'agent: one',
          'agent: two',
          'agent: Bye',
        ],
        replies: ['One minute.', 'one', 'two', 'Bye'],
        heard: true,
      });
    });

    it.runIf(!runtime.isWorkers)('serves the simulated platform over HTTP', async () => {
      const { text } = await sendHttp(portOf(running().fetch), { path: '/listen' });
      expect(JSON.parse(text)).toEqual({ status: 401, after: 'gone' });
    });

    const fetchUrl = () => running().fetch;
    describeWebhook('webhook.fetch', fetchUrl, fetchUrl);
    if (!runtime.isWorkers) describeWebhook('webhook.node', () => running().node ?? '', fetchUrl);
    describeClient(runtime, fetchUrl, () => running().foreign);
  });
}
