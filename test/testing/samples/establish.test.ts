import { EstablishRequestSchema, UserInfoSchema } from 'gptbots-human';
import { createPlatform, type EstablishEdition, samples } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { received } from './received.ts';

/** A sample as it goes over the wire. */
function sent(edition: EstablishEdition): Record<string, unknown> {
  return JSON.parse(JSON.stringify(samples.establish(edition)));
}

describe.each(samples.editions)('the establish sample %s', (edition) => {
  it('keeps the schema, which changes nothing but null and missing texts', () => {
    const sample = samples.establish(edition);
    const body = sample.body?.map((line) => ({ ...line, text: line.text ?? '' })) ?? [];
    expect(EstablishRequestSchema.parse(sample)).toEqual({ ...sample, body });
  });

  it('has no field that the schema does not know', () => {
    expect(Object.keys(EstablishRequestSchema.shape)).toEqual(
      expect.arrayContaining(Object.keys(samples.establish(edition))),
    );
    const userInfo = samples.establish(edition).user_info;
    const known = UserInfoSchema.shape;
    expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(userInfo ?? {})));
  });

  it('reaches the handler of a real webhook, whole', async () => {
    const sample = samples.establish(edition);
    expect(await received('establish', sample)).toEqual(EstablishRequestSchema.parse(sample));
  });

  it('makes a visitor of the simulated platform, who comes with exactly its fields', async () => {
    const platform = createPlatform();
    platform.connect(() => Response.json({ code: 200, message: 'success' }));
    await platform.visitor({ fields: samples.establish(edition, { conversation_id: 'not the platform’s' }) });
    const body = JSON.parse(new TextDecoder().decode(platform.calls[0]?.request.body));
    const { conversation_id, timestamp } = body;
    expect(conversation_id).toBe(platform.visitors[0]?.conversationId);
    expect(body).toEqual({ ...sent(edition), conversation_id, timestamp });
    await platform.close();
  });

  it('is fresh each time, and takes fields', () => {
    const [first, second] = [samples.establish(edition), samples.establish(edition)];
    expect(first.conversation_id).not.toBe(second.conversation_id);
    expect(first.timestamp).toBeLessThan(second.timestamp);
    expect(first).toEqual({ ...second, conversation_id: first.conversation_id, timestamp: first.timestamp });
    if (first.user_info) expect(first.user_info).not.toBe(second.user_info);
    if (first.body) expect(first.body).not.toBe(second.body);

    const fields = { conversation_id: 'c1', timestamp: 1, bot_id: 'b1', email: 'ann@example.com', mood: 'good' };
    expect(samples.establish(edition, fields)).toEqual({ ...first, ...fields });
  });
});

describe('what tells one establish sample from another', () => {
  it('the usual one is, but for id and time, the documented sample', () => {
    const { conversation_id, timestamp } = samples.establish();
    expect(samples.establish('current', { conversation_id, timestamp })).toEqual({
      body: [
        { text: 'human service', message_type: 'QUESTION' },
        { text: '', message_type: 'ANSWER' },
      ],
      timestamp,
      email: 'bob@gmail.com',
      conversation_id,
      bot_id: '665d88b03ce2b13cf2d573454',
      user_info: { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' },
    });
  });

  it('2024 has no user_info', () => {
    expect(sent('2024')).not.toHaveProperty('user_info');
  });

  it('WhatsApp has the placeholder address and a phone number', () => {
    expect(samples.establish('whatsapp')).toMatchObject({
      email: 'support@gptbots.ai',
      user_info: { phone: expect.stringMatching(/^\d+$/), email: null, user_id: null },
    });
  });

  it('an API channel has no address', () => {
    expect(sent('api')).not.toHaveProperty('email');
    expect(sent('api')).toMatchObject({ user_info: { email: null } });
  });

  it('the channel fields are there, with the name of the user', () => {
    expect(samples.establish('channel')).toMatchObject({
      conversation_type: 'TELEGRAM',
      channel_id: expect.any(String),
      channel_name: expect.any(String),
      user_info: { user_name: 'Bob' },
    });
  });

  it('texts that are not Latin stand in the transcript and in the names', () => {
    const { body, user_info, channel_name } = samples.establish('non-latin');
    for (const text of [body[0]?.text, body[1]?.text, user_info?.user_name, channel_name]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the last letter of Latin-1 is what is asked for.
      expect(text).toMatch(/[^\u0000-\u00ff]/);
    }
  });

  it('the long one has 500 lines, questions and answers by turns', () => {
    const types = samples.establish('long').body.map((line) => line.message_type);
    expect(types).toHaveLength(500);
    expect(types.slice(0, 3)).toEqual(['QUESTION', 'ANSWER', 'QUESTION']);
  });

  it('body is missing in one, null in another', () => {
    expect(sent('no-body')).not.toHaveProperty('body');
    expect(sent('null-body')).toHaveProperty('body', null);
  });

  it('in null-fields all is null that may be, a text of the transcript too', () => {
    const { body, email, user_info, conversation_type, channel_id, channel_name } = samples.establish('null-fields');
    expect([email, conversation_type, channel_id, channel_name]).toEqual([null, null, null, null]);
    expect(Object.values(user_info ?? {})).toEqual([null, null, null, null, null]);
    expect(body?.at(-1)).toEqual({ text: null, message_type: null });
  });

  it('a field set to undefined is not sent', () => {
    expect(JSON.stringify(samples.establish('current', { user_info: undefined }))).not.toContain('user_info');
  });
});
