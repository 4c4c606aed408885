import { GptBotsHumanClient, GptBotsHumanError } from 'gptbots-human';
import { createDesk, type DeskOptions, memoryStore } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../client/support/client.ts';

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
    ['idleTimeoutMs', { idleTimeoutMs: Number.POSITIVE_INFINITY }],
    ['accept', { accept: true }],
    ['greeting', { greeting: ' ' }],
    ['onMessage', { onMessage: 'log' }],
    ['onError', { onError: {} }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['basePath', { basePath: 'gptbots' }],
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

  it('are none when only what is required is given', async () => {
    const desk = createDesk({ client, secret: 'secret' });
    await desk.shutdown();
  });
});
