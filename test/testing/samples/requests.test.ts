import {
  ChatRequestSchema,
  CloseRequestSchema,
  CloseSessionRequestSchema,
  GptBotsHumanClient,
  SendReplyRequestSchema,
} from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it, vi } from 'vitest';
import { received } from './received.ts';

const made = {
  chat: { make: samples.chat, schema: ChatRequestSchema },
  close: { make: samples.close, schema: CloseRequestSchema },
  sendReply: { make: samples.sendReply, schema: SendReplyRequestSchema },
  closeSession: { make: samples.closeSession, schema: CloseSessionRequestSchema },
};

describe.each(Object.entries(made))('the sample of %s', (_name, { make, schema }) => {
  it('keeps the schema, and has exactly its fields', () => {
    const sample = make();
    expect(schema.strict().parse(sample)).toEqual(sample);
    expect(Object.keys(sample).sort()).toEqual(Object.keys(schema.shape).sort());
  });

  it('has an id and a time of its own', () => {
    const [first, second] = [make(), make()];
    expect(first.conversation_id).toMatch(/^[0-9a-f]{24}$/);
    expect(first.conversation_id).not.toBe(second.conversation_id);
    expect(first.timestamp).toBeLessThan(second.timestamp);
    expect(Math.abs(first.timestamp - Date.now()), 'about the present').toBeLessThan(60_000);
  });

  it('takes fields, also ones nobody knows', () => {
    const fields = { conversation_id: 'c1', timestamp: 1, mood: 'good' };
    expect(make(fields)).toEqual({ ...make(), ...fields });
  });
});

describe.each(Object.entries(samples.texts))('a text that is %s', (_name, text) => {
  it('reaches the handler of a real webhook as it is', async () => {
    const sample = samples.chat({ body: text });
    expect(await received('chat', sample)).toEqual(sample);
  });

  it('is what the client sends', async () => {
    const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => Response.json(samples.answer()));
    const sample = samples.sendReply({ body: text });
    await new GptBotsHumanClient({ apiKey: 'test', fetch }).sendReply(sample);
    expect(JSON.parse(String(fetch.mock.calls[0]?.[1]?.body))).toEqual(sample);
  });
});

describe.each(['TIMEOUT', 'USER_CLOSED'])('a close of type %s', (type) => {
  it('reaches the handler of a real webhook as it is', async () => {
    const sample = samples.close({ type });
    expect(await received('close', sample)).toEqual(sample);
  });
});

describe('the texts', () => {
  it('are what their names say', () => {
    const { plain, nonLatin, emoji, special, long } = samples.texts;
    expect(plain).toMatch(/^[ -~]+$/);
    for (const script of ['Han', 'Hiragana', 'Thai', 'Cyrillic', 'Arabic']) {
      expect(nonLatin).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
    expect(emoji).toMatch(/\p{Extended_Pictographic}\u200d/u);
    expect(special).toContain('\n');
    expect(special).toContain('"');
    expect(long).toHaveLength(20_000);
  });
});
