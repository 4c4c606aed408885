import { beforeEach, describe, expect, it, vi } from 'vitest';
import { held } from '../helpers/api-server.ts';
import { connected, failureOf, reply, withFetch } from './support/client.ts';
import { headersOnly, silence } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('an abort', () => {
  it('before the start sends nothing', async () => {
    const { client, server } = await connected();
    const error = await failureOf(client.sendReply(reply, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'not_sent', attempts: [], conversation_id: 'conv-1' });
    expect(error.message).toMatch(/the caller aborted it.*did not get it/);
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(1);
    expect(await failureOf(client.closeSession(reply, { signal: AbortSignal.abort() }))).toMatchObject({
      kind: 'aborted',
    });
  });

  it('before the start sends nothing without ordering either', async () => {
    const { client, server } = await connected({ ordered: false });
    const error = await failureOf(client.sendReply(reply, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'not_sent', attempts: [] });
    expect(server.connections()).toBe(0);
  });

  it('while it waits for its turn sends nothing, at once, and lets the next one through', async () => {
    const { client, server } = await connected();
    const [first, controller] = [held(), new AbortController()];
    server.script(first);
    const ahead = client.sendReply({ ...reply, body: '1' });
    const waiting = failureOf(client.sendReply({ ...reply, body: '2' }, { signal: controller.signal }));
    const behind = client.sendReply({ ...reply, body: '3' });
    await server.received(1);

    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'aborted', delivery: 'not_sent', attempts: [] });
    first.release();
    await Promise.all([ahead, behind]);
    expect(server.calls.map(({ json }) => json.body)).toEqual(['1', '3']);
  });

  it('in an attempt closes the connection and is unknown, and not retried', async () => {
    const warn = vi.fn();
    const { client, server } = await connected({ retry: 'at-least-once', logger: { warn } });
    const controller = new AbortController();
    server.otherwise(silence);
    const call = failureOf(client.sendReply(reply, { signal: controller.signal }));
    const { gone } = await server.received(1);

    controller.abort();
    expect(await call).toMatchObject({ kind: 'aborted', delivery: 'unknown', attempts: [{ outcome: 'aborted' }] });
    await gone;
    expect(server.calls).toHaveLength(1);
    expect(warn, 'no retry is announced').not.toHaveBeenCalled();
  });

  it.each([
    [200, {}, 'unknown'],
    [400, {}, 'rejected'],
    [401, {}, 'rejected'],
    [429, {}, 'rejected'],
    [500, {}, 'unknown'],
    [503, { 'retry-after': '0' }, 'rejected'],
  ])('after the header %i %j is %s, and not retried', async (status, headers, delivery) => {
    const controller = new AbortController();
    let headersCame = () => {};
    const header = new Promise<void>((resolve) => {
      headersCame = resolve;
    });
    const { client, server } = await connected({
      retry: 'at-least-once',
      fetch: async (...request) => {
        const response = await fetch(...request);
        headersCame();
        return response;
      },
    });
    server.otherwise(headersOnly(status, headers));
    const call = failureOf(client.sendReply(reply, { signal: controller.signal }));
    await header;
    await new Promise(setImmediate);

    controller.abort();
    expect(await call).toMatchObject({ kind: 'aborted', delivery, status, attempts: [{ outcome: 'aborted', status }] });
    expect(server.calls).toHaveLength(1);
  });

  it('that a fetch ignores settles the call all the same', async () => {
    const controller = new AbortController();
    const client = withFetch(() => {
      controller.abort();
      return new Promise(() => {});
    });
    const error = await failureOf(client.sendReply(reply, { signal: controller.signal }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'unknown', attempts: [{ outcome: 'aborted' }] });
  });

  it('by a timeout signal of the caller is kind aborted', async () => {
    const { client, server } = await connected();
    server.otherwise(silence);
    const error = await failureOf(client.sendReply(reply, { signal: AbortSignal.timeout(100) }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'unknown' });
  });

  it('with a reason of any kind never brings that reason into the error', async () => {
    for (const reason of [null, 'timeout', new Error('private'), { private: true }]) {
      const { client, server } = await connected();
      server.otherwise(silence);
      const controller = new AbortController();
      const call = failureOf(client.sendReply(reply, { signal: controller.signal }));
      await server.received(1);
      controller.abort(reason);
      const error = await call;
      expect(error.kind).toBe('aborted');
      expect(JSON.stringify(error)).not.toContain('private');
    }
  });

  it('after the call has settled changes nothing', async () => {
    const { client } = await connected();
    const controller = new AbortController();
    expect(await client.sendReply(reply, { signal: controller.signal })).toMatchObject({ code: 0 });
    controller.abort();
    await new Promise(setImmediate);
  });
});
