import { GptBotsHumanClient, GptBotsHumanError } from 'gptbots-human';
import { createDesk, type DeskOptions, memoryStore } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { thrownBy } from '../client/support/client.ts';
import { deferred } from '../helpers/deferred.ts';
import { post } from './support/scene.ts';

describe('wrong options of a desk', () => {
  const client = new GptBotsHumanClient({ apiKey: 'key' });
  const wrong: [string, Record<string, unknown>][] = [
    ['client', { client: undefined }],
    ['client', { client: { sendReply() {} } }],
    ['secret', { secret: undefined }],
    ['secret', { secret: '' }],
    ['store', { store: 'redis' }],
    ['waitTimeoutMs', { waitTimeoutMs: 0 }],
    ['waitTimeoutMs', { waitTimeoutMs: '60000' }],
    ['idleTimeoutMs', { idleTimeoutMs: Number.NaN }],
    ['orphanTimeoutMs', { orphanTimeoutMs: 0 }],
    ['maxOrphans', { maxOrphans: 0 }],
    ['accept', { accept: true }],
    ['greeting', { greeting: ' ' }],
    ['onMessage', { onMessage: 'log' }],
    ['onError', { onError: {} }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['basePath', { basePath: 'gptbots' }],
    ['waitUntil', { waitUntil: true }],
    ['maxQueued', { maxQueued: -1 }],
    ['queueTimeoutMs', { queueTimeoutMs: 0 }],
    ['establish', { establish: () => {} }],
    ['dedupe', { dedupe: false }],
  ];

  it.each(wrong)('%s: is thrown at construction, kind input, and names it: %o', (field, options) => {
    // Wrong on purpose.
    const given = { client, secret: 'secret', ...options } as unknown as DeskOptions;
    const error = thrownBy(() => createDesk(given));
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent' });
    expect(error.message).toContain(field);
  });

  it('of a memory store are thrown as well', () => {
    for (const options of [{ retentionMs: 0 }, { eventsMax: 1.5 }, { retention: 1 }]) {
      expect(thrownBy(() => memoryStore(options as object))).toBeInstanceOf(GptBotsHumanError);
    }
  });

  it('are none for a time that no timer is set to, however long', async () => {
    const long = { idleTimeoutMs: Number.POSITIVE_INFINITY, orphanTimeoutMs: 90 * 86_400_000 };
    const desk = createDesk({
      client,
      secret: 'secret',
      ...long,
      store: memoryStore({ retentionMs: 90 * 86_400_000 }),
    });
    await desk.shutdown();
  });

  it('are none when only what is required is given', async () => {
    const desk = createDesk({ client, secret: 'secret' });
    await desk.shutdown();
  });
});

describe("the webhook's options", () => {
  const secret = 'a secret for tests';
  const client = { sendReply: async () => ({}), closeSession: async () => ({}) };
  const deskWith = (options: Partial<DeskOptions>) => {
    const desk = createDesk({ client, secret, logger: {}, ...options });
    onTestFinished(() => desk.shutdown());
    return desk;
  };

  it('waitUntil: the host is told of one promise for the greeting and the hooks', async () => {
    const told: Promise<unknown>[] = [];
    const done: string[] = [];
    const desk = deskWith({
      waitUntil: (work) => told.push(work),
      greeting: 'One minute.',
      onOpened: async () => void done.push('onOpened'),
      client: {
        ...client,
        sendReply: async () => {
          done.push('greeting');
          return {};
        },
      },
    });
    expect(await post({ desk }, 'establish', samples.establish())).toBe(200);
    expect(told).toHaveLength(1);
    await told[0];
    expect(done.sort()).toEqual(['greeting', 'onOpened']);
  });

  it('maxQueued: more webhooks of a conversation than may wait are answered 503', async () => {
    const gate = deferred();
    const accept = async () => {
      await gate.promise;
      return true;
    };
    const desk = deskWith({ maxQueued: 1, accept });
    const establish = samples.establish();
    const { conversation_id } = establish;
    const first = post({ desk }, 'establish', establish);
    const second = post({ desk }, 'chat', samples.chat({ conversation_id }));
    expect(await post({ desk }, 'chat', samples.chat({ conversation_id }))).toBe(503);
    gate.resolve();
    expect(await Promise.all([first, second])).toEqual([200, 200]);
  });
});
