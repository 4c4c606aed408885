import { describe, expect, it } from 'vitest';
import { coreOf } from '../../src/adapters/core-contract.ts';
import type { Answer, IncomingCall } from '../../src/webhook/call.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const error = new Error('hunter2');
const fail = () => {
  throw error;
};

describe('a request is answered, and onError hears why', () => {
  it.each<[string, Partial<IncomingCall>]>([
    ['its headers cannot be read', { headers: { get: fail } as unknown as Headers }],
    ['its face throws when it reads the body', { readBody: fail }],
    ['its face fails to read the body', { readBody: () => Promise.reject(error) }],
    ['its body throws the second time a field is read', { readBody: () => payload('chat', readOnce('extra')) }],
  ])('when %s', async (_case, broken) => {
    const { webhook, errors, handled } = testWebhook();
    const call: IncomingCall = {
      method: 'POST',
      urls: ['/chat'],
      headers: { authorization: `Bearer ${secret}` },
      readBody: () => payloadText('chat'),
      isGone: () => false,
      onGone: () => () => {},
      ...broken,
    };
    const answer = await new Promise<Answer>((done) => coreOf(webhook).receive('chat', call, done));
    expect(answer.reply.status).toBe(500);
    expect(answer.reply.body).toContain('webhook');
    expect(answer.reply.body).not.toContain('hunter2');
    expect(errors).toEqual([error]);
    expect(handled).toHaveLength(1);
    await webhook.drain();
  });
});

/** A field whose value is an object that lets itself be looked over once. */
function readOnce(name: string): Record<string, unknown> {
  let reads = 0;
  return {
    [name]: {
      get own() {
        return reads++ === 0 ? 'x' : fail();
      },
    },
  };
}
