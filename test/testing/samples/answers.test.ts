import {
  CloseSessionResponseSchema,
  GptBotsHumanClient,
  type GptBotsHumanError,
  SendReplyResponseSchema,
} from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../client/support/client.ts';

/** A client whose calls are all answered like this. */
function answeredWith(answer: unknown, status = 200): GptBotsHumanClient {
  return new GptBotsHumanClient({ apiKey: 'test', fetch: async () => Response.json(answer, { status }) });
}

describe.each(['success', 'data', 'reply'] as const)('the answer %s', (edition) => {
  it('keeps the schema, and is a success to the client', async () => {
    const answer = samples.answer(edition);
    expect(SendReplyResponseSchema.strict().parse(answer)).toEqual(answer);
    expect(await answeredWith(answer).sendReply(samples.sendReply())).toEqual(answer);
  });
});

describe.each(['success', 'data', 'close'] as const)('the answer %s', (edition) => {
  it('to a close keeps the schema, and is a success to the client', async () => {
    const answer = samples.answer(edition);
    expect(CloseSessionResponseSchema.strict().parse(answer)).toEqual(answer);
    expect(await answeredWith(answer).closeSession(samples.closeSession())).toEqual(answer);
  });
});

describe('the answers', () => {
  it('have the documented forms', () => {
    expect(samples.answer()).toEqual({ code: 0, message: 'success' });
    expect(samples.answer('data')).toEqual({ code: 0, message: 'success', data: null });
    expect(samples.answer('reply', { timestamp: 1, body: 'x' })).toEqual({
      ...{ code: 0, message: 'success', timestamp: 1, body: 'x' },
    });
    expect(samples.answer('close', { timestamp: 1 })).toEqual({ conversation_id: expect.any(String), timestamp: 1 });
  });
});

describe.each([
  [40000, 'invalid parameter', 'open'],
  [40127, 'developer authentication failed', 'API key'],
  [20059, 'agent deleted', 'agent was deleted'],
  [40378, 'agent deleted', 'agent was deleted'],
] as const)('the refusal %i', (code, message, advice) => {
  it.each([200, 400])('with HTTP %i tells the client that nothing was delivered', async (status) => {
    const error: GptBotsHumanError = await failureOf(
      answeredWith(samples.refusal(code), status).sendReply(samples.sendReply()),
    );
    expect(error).toMatchObject({ kind: 'api', delivery: 'rejected', code, apiMessage: message, status });
    expect(error.message).toContain(advice);
  });
});
