import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { held, json, ok } from '../helpers/api-server.ts';
import { connected, failureOf, reply, withFetch } from './support/client.ts';
import { silence } from './support/steps.ts';

describe('a signal that outlives the call', () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

  it('has no listener left, however the call ended', async () => {
    const { signal } = new AbortController();
    const { client, server } = await connected({ maxRetries: 1 });
    server.script(ok(), json(429, {}, { 'retry-after': '0' }), ok(), json(400, {}));
    await client.sendReply(reply, { signal });
    await client.sendReply(reply, { signal });
    await failureOf(client.sendReply(reply, { signal }));
    await failureOf(client.sendReply({ ...reply, body: '' }, { signal }));
    await failureOf(client.sendReply(reply, { signal, timeoutMs: -1 }));
    server.otherwise(silence);
    await failureOf(client.sendReply(reply, { signal, timeoutMs: 50 }));

    const all = held();
    server.otherwise(all);
    const calls = [client.sendReply(reply, { signal }), client.closeSession(reply, { signal })];
    const late = failureOf(client.sendReply(reply, { signal, deadlineMs: 50 }));
    expect(listeners(signal), 'one for all calls that are under way').toBe(1);
    await late;
    all.release();
    await Promise.all(calls);
    expect(listeners(signal)).toBe(0);
  });

  it('may be that of a thousand calls at once: Node warns of no leak, and all of them stop', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => warnings.push(name);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const controller = new AbortController();
    const client = withFetch(() => new Promise(() => {}), { ordered: false });
    const calls = Array.from({ length: 1_000 }, () =>
      failureOf(client.sendReply(reply, { signal: controller.signal })),
    );
    // Warnings come in a turn of their own.
    await new Promise(setImmediate);
    controller.abort();
    for (const error of await Promise.all(calls)) expect(error.kind).toBe('aborted');
    expect(warnings).toEqual([]);
    expect(listeners(controller.signal)).toBe(0);
  });

  it('has no listener left after it aborted', async () => {
    const controller = new AbortController();
    const client = withFetch(() => new Promise(() => {}));
    const calls = [1, 2, 3].map(() => failureOf(client.sendReply(reply, { signal: controller.signal })));
    controller.abort();
    await Promise.all(calls);
    expect(listeners(controller.signal)).toBe(0);
  });
});
