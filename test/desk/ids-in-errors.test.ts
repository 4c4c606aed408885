import { createDesk } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { post } from './support/scene.ts';

// An escape sequence, an 8-bit one, line breaks, and marks that turn text around or do not show.
const hostile = 'c1\u001b[2J\u009b31m\r\nFORGED\u202e\u2066\u200b\u2028';

it('a desk quotes a conversation id on one line, without what commands a terminal, and not long', async () => {
  const desk = createDesk({
    client: { sendReply: async () => Promise.reject('of a kind nobody knows'), closeSession: async () => ({}) },
    secret: 'a secret for tests',
    logger: {},
  });
  const rejection = (call: Promise<unknown>): Promise<Error> =>
    call.then(
      () => expect.fail('resolved'),
      (error) => error,
    );
  const establish = samples.establish('current', { conversation_id: hostile });
  expect(await post({ desk }, 'establish', establish)).toBe(200);
  const errors = [
    await rejection(desk.reply('c'.repeat(500), 'hello')),
    await rejection(desk.reply(`other ${hostile}`, 'hello')),
    await rejection(desk.reply(hostile, 'hello')),
  ];
  for (const { message } of errors) {
    expect(message).toMatch(/[Cc]onversation "/);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(message.length).toBeLessThan(400);
  }
  await desk.shutdown();
});
